package studio.atelier.platform.deadletter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.kafka.KafkaEventRecordSource;

/**
 * {@link KafkaDeadLetters.DeadLetterBacklogs} with a short-lived consumer for each call. The calls block, on a thread
 * for blocking calls.
 */
final class KafkaDeadLetterBacklogs implements KafkaDeadLetters.DeadLetterBacklogs {

    private static final int MOST = 1_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String bootstrapServers;

    KafkaDeadLetterBacklogs(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public Flux<InboundEventRecord> readBacklog(String group, String topic) {
        return Mono.fromCallable(() -> readNow(group, new TopicPartition(topic, 0)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMapIterable(records -> records);
    }

    private List<InboundEventRecord> readNow(String group, TopicPartition place) {
        try (KafkaConsumer<String, byte[]> consumer = createConsumer(group)) {
            consumer.assign(List.of(place));
            long end = consumer.endOffsets(List.of(place), LIMIT).getOrDefault(place, 0L);
            OffsetAndMetadata committed =
                    consumer.committed(Set.of(place), LIMIT).get(place);
            if (committed == null) {
                consumer.seekToBeginning(List.of(place));
            } else {
                consumer.seek(place, committed.offset());
            }
            return readUntil(consumer, place, end);
        }
    }

    private static List<InboundEventRecord> readUntil(
            KafkaConsumer<String, byte[]> consumer, TopicPartition place, long end) {
        List<InboundEventRecord> found = new ArrayList<>();
        while (consumer.position(place, LIMIT) < end && found.size() < MOST) {
            consumer.poll(POLL).records(place).stream()
                    .filter(record -> record.offset() < end)
                    .limit((long) MOST - found.size())
                    .forEach(record -> found.add(KafkaEventRecordSource.toInboundRecord(record, () -> {})));
        }
        return found;
    }

    @Override
    public Mono<Void> markHandled(String group, InboundEventRecord record) {
        return Mono.<Void>fromRunnable(() -> commitOffset(group, record)).subscribeOn(Schedulers.boundedElastic());
    }

    private void commitOffset(String group, InboundEventRecord record) {
        try (KafkaConsumer<String, byte[]> consumer = createConsumer(group)) {
            TopicPartition place = new TopicPartition(record.topic(), record.partition());
            consumer.assign(List.of(place));
            consumer.commitSync(Map.of(place, new OffsetAndMetadata(record.offset() + 1)), LIMIT);
        }
    }

    private KafkaConsumer<String, byte[]> createConsumer(String group) {
        return new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
    }
}
