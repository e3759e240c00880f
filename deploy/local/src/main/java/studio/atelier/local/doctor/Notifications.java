package studio.atelier.local.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The job notifications that users received, in their order. A repeated delivery of an event counts once.
 *
 * @param changedAfterTheEnd jobs that were reported in another state after a terminal one
 * @param outOfOrder jobs whose version did not rise
 */
record Notifications(List<String> changedAfterTheEnd, List<String> outOfOrder) {

    private static final String TOPIC = "user.notifications.v1";
    private static final String JOB_CHANGED = "job.changed.v1";
    private static final Set<String> TERMINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");
    private static final Pattern JOB = Pattern.compile("\"jobId\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*(\\d+)");
    private static final Duration POLL = Duration.ofSeconds(2);

    /** How long the broker holds a fetch at the end of a partition; closing a consumer waits for its last fetch. */
    private static final String AT_THE_END_MILLIS = "10";

    static Notifications read(Evidence evidence) {
        Map<String, Object> settings = new HashMap<>(evidence.kafka());
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", "false");
        settings.put("fetch.max.wait.ms", AT_THE_END_MILLIS);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return read(consumer, partitions);
        }
    }

    private static Notifications read(KafkaConsumer<String, String> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        History history = new History();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(history::add);
        }
        return new Notifications(List.copyOf(history.changed), List.copyOf(history.outOfOrder));
    }

    private static final class History {

        private final Set<String> seen = new HashSet<>();
        private final Map<String, String> ended = new HashMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final List<String> changed = new ArrayList<>();
        private final List<String> outOfOrder = new ArrayList<>();

        void add(ConsumerRecord<String, String> step) {
            boolean jobChanged =
                    header(step, "ce_type").filter(JOB_CHANGED::equals).isPresent();
            boolean first = header(step, "ce_id").map(seen::add).orElse(true);
            Optional<String> job = first(JOB, step.value());
            Optional<String> status = first(STATUS, step.value());
            if (jobChanged && first && job.isPresent() && status.isPresent()) {
                note(
                        job.get(),
                        status.get(),
                        Long.parseLong(first(VERSION, step.value()).orElse("0")));
            }
        }

        private void note(String job, String status, long version) {
            String end = ended.get(job);
            if (end != null && !end.equals(status)) {
                changed.add("job %s was said to be %s after it was %s".formatted(job, status, end));
            }
            if (TERMINAL.contains(status)) {
                ended.put(job, status);
            }
            Long last = versions.put(job, version);
            if (last != null && version <= last) {
                outOfOrder.add("job %s: version %d was published after version %d".formatted(job, version, last));
            }
        }

        private static Optional<String> header(ConsumerRecord<String, String> step, String name) {
            Header header = step.headers().lastHeader(name);
            return header == null ? Optional.empty() : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
        }

        private static Optional<String> first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }
}
