package studio.atelier.platform.event;

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
import studio.atelier.contracts.event.Topic;

/** {@link EventTail} that goes on where it was when the connection breaks. */
final class KafkaEventTail implements EventTail {

    private static final Logger log = LoggerFactory.getLogger(KafkaEventTail.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final EventSource source;
    private final EventReader reader;
    private final KafkaTopics broker;
    private final KafkaNames names;
    private final int partitions;
    private final Clock clock;

    KafkaEventTail(
            EventSource source, EventReader reader, KafkaTopics broker, KafkaNames names, int partitions, Clock clock) {
        this.source = source;
        this.reader = reader;
        this.broker = broker;
        this.names = names;
        this.partitions = partitions;
        this.clock = clock;
    }

    /** As the client's own partitioner does it. */
    @Override
    public int partitionOf(UserId user) {
        byte[] key = user.toString().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public Flux<TailedEvent> tail(Set<Topic> topics, Duration back, Runnable caughtUp) {
        return Flux.defer(() -> tailFrom(topics, clock.instant().minus(back), new Past(caughtUp)));
    }

    private Flux<TailedEvent> tailFrom(Set<Topic> topics, Instant from, Past past) {
        Map<String, Topic> byName = topics.stream().collect(Collectors.toMap(names::topic, Function.identity()));
        Map<EventSource.Place, Long> next = new ConcurrentHashMap<>();
        return broker.ready()
                .map(partitions -> only(byName, partitions))
                .flatMapMany(partitions -> source.readAll(partitions, from, next, past::begins))
                .doOnNext(record ->
                        next.put(new EventSource.Place(record.topic(), record.partition()), record.offset() + 1))
                .doOnError(error -> log.warn("Tailing {} goes on after: {}", topics, error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true))
                .concatMap(record ->
                        Flux.fromStream(tailed(record, byName).stream()).doOnComplete(() -> past.handedOn(record)));
    }

    private static Map<String, Integer> only(Map<String, Topic> wanted, Map<String, Integer> partitions) {
        Map<String, Integer> found = new HashMap<>(partitions);
        found.keySet().retainAll(wanted.keySet());
        return found;
    }

    private Optional<TailedEvent> tailed(InboundRecord record, Map<String, Topic> byName) {
        return read(record)
                .flatMap(received -> Optional.ofNullable(byName.get(record.topic()))
                        .map(topic -> new TailedEvent(topic, record.partition(), record.offset(), received)));
    }

    private Optional<ReceivedEvent<AtelierEvent>> read(InboundRecord record) {
        try {
            return reader.read(record);
        } catch (RejectedEventException e) {
            log.warn(
                    "Passed over {}-{} at {}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What was there at the last connect and has not been handed on. */
    private static final class Past {

        private final Map<EventSource.Place, Long> ends = new HashMap<>();
        private final Runnable over;

        Past(Runnable over) {
            this.over = over;
        }

        synchronized void begins(Map<EventSource.Place, Long> found) {
            ends.clear();
            ends.putAll(found);
            if (ends.isEmpty()) {
                over.run();
            }
        }

        synchronized void handedOn(InboundRecord record) {
            EventSource.Place place = new EventSource.Place(record.topic(), record.partition());
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
