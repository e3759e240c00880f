package studio.atelier.platform.tail;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.ReceivedEvent;
import studio.atelier.platform.event.RejectedEventException;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.kafka.KafkaTopicSetup;

/** {@link EventTailReader} that continues at its position after a connection failure. */
final class KafkaEventTailReader implements EventTailReader {

    private static final Logger log = LoggerFactory.getLogger(KafkaEventTailReader.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final EventRecordSource source;
    private final EventRecordReader reader;
    private final KafkaTopicSetup broker;
    private final KafkaBrokerNames names;
    private final int partitions;
    private final Clock clock;

    KafkaEventTailReader(
            EventRecordSource source,
            EventRecordReader reader,
            KafkaTopicSetup broker,
            KafkaBrokerNames names,
            int partitions,
            Clock clock) {
        this.source = source;
        this.reader = reader;
        this.broker = broker;
        this.names = names;
        this.partitions = partitions;
        this.clock = clock;
    }

    /** Uses the same hash as the client's own partitioner. */
    @Override
    public int partitionOf(UserId user) {
        byte[] key = user.toString().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public Flux<TailedEvent> tailTopics(Set<EventTopic> topics, Duration back, Runnable caughtUp) {
        return Flux.defer(() -> tailFrom(topics, clock.instant().minus(back), new CatchUpProgress(caughtUp)));
    }

    private Flux<TailedEvent> tailFrom(Set<EventTopic> topics, Instant from, CatchUpProgress past) {
        Map<String, EventTopic> byName =
                topics.stream().collect(Collectors.toMap(names::topicName, Function.identity()));
        Map<EventRecordSource.BrokerPartition, Long> next = new ConcurrentHashMap<>();
        return broker.awaitTopics()
                .map(partitions -> selectWanted(byName, partitions))
                .flatMapMany(partitions -> source.readAll(partitions, from, next, past::startCatchUp))
                .doOnNext(record -> next.put(
                        new EventRecordSource.BrokerPartition(record.topic(), record.partition()), record.offset() + 1))
                .doOnError(error -> log.warn("Tailing topics {} failed, resuming: {}", topics, error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true))
                .concatMap(record -> Flux.fromStream(toTailedEvent(record, byName).stream())
                        .doOnComplete(() -> past.handedOn(record)));
    }

    private static Map<String, Integer> selectWanted(Map<String, EventTopic> wanted, Map<String, Integer> partitions) {
        Map<String, Integer> found = new HashMap<>(partitions);
        found.keySet().retainAll(wanted.keySet());
        return found;
    }

    private Optional<TailedEvent> toTailedEvent(InboundEventRecord record, Map<String, EventTopic> byName) {
        return readEvent(record)
                .flatMap(received -> Optional.ofNullable(byName.get(record.topic()))
                        .map(topic -> new TailedEvent(topic, record.partition(), record.offset(), received)));
    }

    private Optional<ReceivedEvent<AtelierEvent>> readEvent(InboundEventRecord record) {
        try {
            return reader.readEvent(record);
        } catch (RejectedEventException e) {
            log.warn(
                    "Skipped the record {}-{} at {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** The records that existed at the last connect and have not been emitted. */
    private static final class CatchUpProgress {

        private final Map<EventRecordSource.BrokerPartition, Long> ends = new HashMap<>();
        private final Runnable over;

        CatchUpProgress(Runnable over) {
            this.over = over;
        }

        synchronized void startCatchUp(Map<EventRecordSource.BrokerPartition, Long> found) {
            ends.clear();
            ends.putAll(found);
            if (ends.isEmpty()) {
                over.run();
            }
        }

        synchronized void handedOn(InboundEventRecord record) {
            EventRecordSource.BrokerPartition place =
                    new EventRecordSource.BrokerPartition(record.topic(), record.partition());
            Long end = ends.get(place);
            if (end != null && record.offset() + 1 >= end) {
                ends.remove(place);
                if (ends.isEmpty()) {
                    over.run();
                }
            }
        }
    }
}
