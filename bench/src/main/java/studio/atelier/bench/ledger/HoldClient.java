package studio.atelier.bench.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.billing.BillingCommand;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import tools.jackson.databind.json.JsonMapper;

/** Sends commands to billing over Kafka, as generation-service does, and counts the answers. */
final class HoldClient implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Set<String> DONE =
            Set.of(type(HoldPlaced.class), type(HoldCaptured.class), type(HoldReleased.class));

    private static final Set<String> REFUSED = Set.of(type(HoldDeclined.class), type(HoldSettlementRefused.class));

    private final JsonMapper json = JsonMapper.builder().build();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;

    /** Starts to count answers. */
    HoldClient(String bootstrapServers) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        2,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(EventTopic.BILLING_EVENTS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Sends all commands and waits until all are answered.
     *
     * @return the time from the first command to the last answer
     * @throws IllegalStateException if a command was refused, or no answer arrives within the limit
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a command that was not sent shows as a missing answer
    Duration await(List<? extends BillingCommand> commands, Duration silenceLimit) {
        List<ProducerRecord<String, byte[]>> records =
                commands.stream().map(this::record).toList();
        long begun = System.nanoTime();
        records.forEach(producer::send);
        long lastAnswer = begun;
        int done = 0;
        while (done < commands.size()) {
            int answers = countAnswers();
            long now = System.nanoTime();
            if (answers > 0) {
                lastAnswer = now;
                done += answers;
            } else if (now - lastAnswer > silenceLimit.toNanos()) {
                throw new IllegalStateException(
                        "billing has answered %d of %d commands, and no more for %s; its log tells why"
                                .formatted(done, commands.size(), silenceLimit));
            }
        }
        return Duration.ofNanos(lastAnswer - begun);
    }

    private int countAnswers() {
        int answers = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            String type = header(record);
            if (REFUSED.contains(type)) {
                throw new IllegalStateException(
                        "billing refused a command: " + new String(record.value(), StandardCharsets.UTF_8));
            }
            answers += DONE.contains(type) ? 1 : 0;
        }
        return answers;
    }

    private static String header(ConsumerRecord<?, ?> record) {
        return new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
    }

    private ProducerRecord<String, byte[]> record(BillingCommand command) {
        String key = command.userId().value().toString();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(EventTopic.BILLING_COMMANDS.topicName(), key, json.writeValueAsBytes(command));
        UUID id = UuidV7Generator.nextUuid();
        Map<String, String> headers = Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                id.toString(),
                "ce_type",
                type(command.getClass()),
                "ce_source",
                "atelier-bench",
                "ce_time",
                Instant.now().toString(),
                "ce_partitionkey",
                key,
                "content-type",
                "application/json");
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static String type(Class<?> event) {
        return Objects.requireNonNull(event.getAnnotation(EventType.class)).value();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
