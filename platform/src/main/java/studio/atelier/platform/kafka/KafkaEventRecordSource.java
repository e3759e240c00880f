package studio.atelier.platform.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.MicrometerConsumerListener;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.ReceiverPartition;
import reactor.kafka.receiver.ReceiverRecord;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.OutboundEventRecord;

/** {@link EventRecordSource} through reactor-kafka. */
public final class KafkaEventRecordSource implements EventRecordSource {

    private static final Logger log = LoggerFactory.getLogger(KafkaEventRecordSource.class);

    /** Also how often the heartbeat thread of each consumer wakes up, which by default is ten times a second. */
    private static final int RETRY_BACKOFF_MILLIS = 500;

    /**
     * How long a consumer waits for records, which it gets as soon as there are some. While it waits in vain, commits,
     * pauses and resumes of partitions, and the first fetch of a newly assigned partition wait too; a resumed one waits
     * for both, its resume and its fetch.
     */
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    private static final Duration TAIL_READ_INTERVAL = Duration.ofMillis(25);
    private static final int MOST_PER_TAIL_READ = 1_000;

    private final String clientId;
    private final String bootstrapServers;
    private final MeterRegistry meters;

    KafkaEventRecordSource(String clientId, String bootstrapServers, MeterRegistry meters) {
        this.clientId = clientId;
        this.bootstrapServers = bootstrapServers;
        this.meters = meters;
    }

    @Override
    public GroupRecordIntake joinGroup(String group, String topic, Duration readInterval) {
        return new KafkaGroupIntake(
                createOptions(group)
                        .consumerProperty(ConsumerConfig.GROUP_ID_CONFIG, group)
                        .consumerProperty(
                                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                                List.of(CooperativeStickyAssignor.class.getName()))
                        .consumerProperty(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000)
                        .consumerProperty(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500)
                        .consumerProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
                        .consumerProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_PER_POLL)
                        .maxDelayRebalance(Duration.ofSeconds(5))
                        .commitInterval(Duration.ofMillis(500))
                        .subscription(List.of(topic)),
                topic,
                readInterval);
    }

    @Override
    public Flux<InboundEventRecord> readAll(
            Map<String, Integer> topics,
            Instant from,
            Map<BrokerPartition, Long> next,
            Consumer<Map<BrokerPartition, Long>> joined) {
        ReceiverOptions<String, byte[]> options = createOptions("tail")
                .consumerProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
                .consumerProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_PER_TAIL_READ)
                .commitInterval(Duration.ZERO)
                .assignment(partitionsOf(topics))
                .addAssignListener(assigned -> joined.accept(seekPartitions(assigned, from, next)));
        return readAtIntervals(KafkaReceiver.create(options), TAIL_READ_INTERVAL, MOST_PER_TAIL_READ)
                .map(record -> toInboundRecord(record, () -> {}));
    }

    /**
     * The interval begins when the records of a read have been passed on; the receiver itself is one read ahead. A read
     * that returns as many records as it may is followed by the next at once.
     */
    static Flux<ReceiverRecord<String, byte[]>> readAtIntervals(
            KafkaReceiver<String, byte[]> receiver, Duration interval, int most) {
        return receiver.receiveBatch()
                .concatMap(
                        records -> {
                            AtomicInteger count = new AtomicInteger();
                            return records.doOnNext(record -> count.incrementAndGet())
                                    .concatWith(Mono.defer(() -> count.get() < most
                                            ? Mono.delay(interval).then(Mono.empty())
                                            : Mono.empty()));
                        },
                        0);
    }

    private static List<TopicPartition> partitionsOf(Map<String, Integer> topics) {
        return topics.entrySet().stream()
                .flatMap(topic -> IntStream.range(0, topic.getValue())
                        .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
                .toList();
    }

    /** Returns the end offsets of the partitions that are not read to their ends. */
    private static Map<BrokerPartition, Long> seekPartitions(
            Collection<ReceiverPartition> partitions, Instant from, Map<BrokerPartition, Long> next) {
        Map<BrokerPartition, Long> ends = new HashMap<>();
        for (ReceiverPartition partition : partitions) {
            TopicPartition topic = partition.topicPartition();
            BrokerPartition place = new BrokerPartition(topic.topic(), topic.partition());
            Long end = partition.endOffset();
            Long offset = next.get(place);
            if (offset == null) {
                seekTimestamp(partition, from, end);
            } else {
                partition.seek(offset);
            }
            if (end != null && partition.position() < end) {
                ends.put(place, end);
            }
        }
        return ends;
    }

    /**
     * If no record is that young the client seeks to the end, but determines the end only at its first poll, which
     * would skip records written in between: so the position is at most the end as known before the seek.
     */
    private static void seekTimestamp(ReceiverPartition partition, Instant from, @Nullable Long end) {
        partition.seekToTimestamp(from.toEpochMilli());
        if (end != null) {
            partition.seek(Math.min(partition.position(), end));
        }
    }

    private ReceiverOptions<String, byte[]> createOptions(String purpose) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId + "." + purpose);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(POLL_TIMEOUT.toMillis()));
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "rebootstrap");
        settings.put(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MILLIS);
        return ReceiverOptions.<String, byte[]>create(settings)
                .pollTimeout(POLL_TIMEOUT)
                .closeTimeout(Duration.ofSeconds(3))
                .consumerListener(new MicrometerConsumerListener(meters));
    }

    public static InboundEventRecord toInboundRecord(ConsumerRecord<String, byte[]> record, Runnable acknowledge) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new InboundEventRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                new OutboundEventRecord.EventRecordPayload(record.value()),
                headers,
                acknowledge);
    }

    private static final class KafkaGroupIntake implements GroupRecordIntake {

        private final Set<Integer> assigned = ConcurrentHashMap.newKeySet();
        private final KafkaReceiver<String, byte[]> receiver;
        private final String topic;
        private final Duration readInterval;

        KafkaGroupIntake(ReceiverOptions<String, byte[]> options, String topic, Duration readInterval) {
            this.topic = topic;
            this.readInterval = readInterval;
            this.receiver = KafkaReceiver.create(
                    options.addAssignListener(this::addAssigned).addRevokeListener(this::removeRevoked));
        }

        private void addAssigned(Collection<ReceiverPartition> partitions) {
            partitions.forEach(
                    partition -> assigned.add(partition.topicPartition().partition()));
        }

        private void removeRevoked(Collection<ReceiverPartition> partitions) {
            partitions.forEach(
                    partition -> assigned.remove(partition.topicPartition().partition()));
        }

        @Override
        public Flux<InboundEventRecord> receiveRecords() {
            return (readInterval.isZero() ? receiver.receive() : readAtIntervals(receiver, readInterval, MOST_PER_POLL))
                    .map(this::withAcknowledgement);
        }

        private InboundEventRecord withAcknowledgement(ReceiverRecord<String, byte[]> record) {
            return toInboundRecord(record, () -> record.receiverOffset().acknowledge());
        }

        @Override
        public void setPaused(int partition, boolean paused) {
            List<TopicPartition> one = List.of(new TopicPartition(topic, partition));
            receiver.doOnConsumer(consumer -> {
                        if (paused) {
                            consumer.pause(one);
                        } else {
                            consumer.resume(one);
                        }
                        return true;
                    })
                    .subscribe(
                            done -> {},
                            error -> log.debug("Partition {} of {} is no longer assigned", partition, topic, error));
        }

        @Override
        public Set<Integer> assignedPartitions() {
            return assigned;
        }
    }
}
