package studio.atelier.local.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Reads topics, consumer groups and dead letters from the broker. */
final class KafkaLook implements AutoCloseable {

    private static final long POLL_MILLIS = 300;
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final String DEAD_LETTERS = ".dlt";
    private static final String REPLAY = ".replay";

    private final Admin admin;

    KafkaLook(Map<String, Object> settings) {
        this.admin = Admin.create(settings);
    }

    /** Consumer groups that still lag after the grace, each with its topic and the number of records. */
    static List<String> lagging(Map<String, Object> settings, Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        try (KafkaLook kafka = new KafkaLook(settings)) {
            Map<String, Long> lag = kafka.lag();
            while (!lag.isEmpty() && System.nanoTime() < deadline && !NEVER.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                lag = kafka.lag();
            }
            return lines(lag);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while looking at the consumers");
        }
    }

    Set<String> topics() {
        return get(admin.listTopics().names());
    }

    /** The number of records in each non-empty dead letter topic. */
    Map<String, Long> deadLetters() {
        Set<String> topics =
                topics().stream().filter(name -> name.endsWith(DEAD_LETTERS)).collect(Collectors.toSet());
        List<TopicPartition> partitions = new ArrayList<>();
        get(admin.describeTopics(topics).allTopicNames())
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<String, Long> counts = new HashMap<>();
        offsets(partitions, OffsetSpec.latest()).forEach((partition, end) -> {
            long count = end - first.getOrDefault(partition, 0L);
            if (count > 0) {
                counts.merge(partition.topic(), count, Long::sum);
            }
        });
        return counts;
    }

    /**
     * The lag by consumer group and topic. Topics without a group are left out, and so are dead letters: they wait for
     * an operator, both before the first replay and after a failed one.
     */
    Map<String, Long> lag() {
        Map<String, Long> lag = new HashMap<>();
        get(admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .filter(group -> !group.endsWith(REPLAY))
                .forEach(group -> addLag(group, lag));
        return lag;
    }

    static List<String> lines(Map<String, Long> lag) {
        return lag.entrySet().stream()
                .map(entry -> "%s is %d records behind".formatted(entry.getKey(), entry.getValue()))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }

    private void addLag(String group, Map<String, Long> lag) {
        var spec = Map.of(group, new ListConsumerGroupOffsetsSpec());
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(spec).partitionsToOffsetAndMetadata(group));
        Map<TopicPartition, Long> ends = offsets(committed.keySet(), OffsetSpec.latest());
        committed.forEach((partition, offset) -> {
            long behind = offset == null ? 0 : ends.getOrDefault(partition, 0L) - offset.offset();
            if (behind > 0) {
                lag.merge(group + " on " + partition.topic(), behind, Long::sum);
            }
        });
    }

    private Map<TopicPartition, Long> offsets(Iterable<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka says: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while asking Kafka", e);
        }
    }
}
