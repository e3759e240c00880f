package studio.atelier.platform.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;
import reactor.kafka.sender.internals.ProducerFactory;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.OutboundEventRecord;

/**
 * {@link EventRecordPublisher} through reactor-kafka: idempotent, acknowledged by all in-sync replicas, sent at once.
 */
final class KafkaEventRecordPublisher implements EventRecordPublisher, AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    /** The client waits for metadata in the caller's thread, so it is called from one of these threads. */
    private final Scheduler senders = Schedulers.newBoundedElastic(4, Integer.MAX_VALUE, "kafka-publisher", 60, true);

    private final KafkaSender<@Nullable String, byte @Nullable []> sender;

    KafkaEventRecordPublisher(String clientId, String bootstrapServers) {
        this(SenderOptions.create(createSettings(clientId, bootstrapServers)), ProducerFactory.INSTANCE);
    }

    /** Nothing is sent after a failed record: it could overtake an event of the same user. */
    KafkaEventRecordPublisher(SenderOptions<@Nullable String, byte @Nullable []> options, ProducerFactory producers) {
        this.sender = KafkaSender.create(producers, options.stopOnError(true).closeTimeout(CLOSE_LIMIT));
    }

    /**
     * One request at a time, which carries all gathered records of all partitions: of two requests to a partition that
     * has just been created, brokers up to 4.2 write the second, refuse the first, and keep refusing it (KAFKA-15591).
     */
    private static Map<String, Object> createSettings(String clientId, String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
                Map.entry(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "rebootstrap"),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class));
    }

    @Override
    public Mono<PublishedRecords> publishRecords(List<OutboundEventRecord> records) {
        return Mono.defer(() -> sendRecords(records, new PublishResultTally()));
    }

    private Mono<PublishedRecords> sendRecords(List<OutboundEventRecord> records, PublishResultTally tally) {
        return sender.send(Flux.fromIterable(records)
                        .map(KafkaEventRecordPublisher::toSend)
                        .subscribeOn(senders))
                .doOnNext(tally::countResult)
                .then()
                .onErrorResume(error -> Mono.fromRunnable(() -> tally.recordFailure(error)))
                .then(Mono.fromSupplier(tally::toPublishedRecords));
    }

    private static SenderRecord<@Nullable String, byte @Nullable [], Long> toSend(OutboundEventRecord record) {
        ProducerRecord<@Nullable String, byte @Nullable []> producer = new ProducerRecord<>(
                record.topic(), record.key(), record.value().bytes());
        record.headers().forEach((name, value) -> producer.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return SenderRecord.create(producer, record.id());
    }

    @Override
    public void close() {
        sender.close();
        senders.dispose();
    }

    private static final class PublishResultTally {

        private final Set<Long> acknowledged = new HashSet<>();
        private @Nullable Throwable failure;

        void countResult(SenderResult<Long> result) {
            if (result.exception() == null) {
                acknowledged.add(result.correlationMetadata());
            } else {
                recordFailure(result.exception());
            }
        }

        void recordFailure(Throwable error) {
            if (failure == null) {
                failure = error;
            }
        }

        PublishedRecords toPublishedRecords() {
            return new PublishedRecords(acknowledged, failure);
        }
    }
}
