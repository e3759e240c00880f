package studio.atelier.platform.consumer;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.OutboundEventRecord;
import studio.atelier.platform.event.RejectedEventException;

/** Writes records that a group cannot handle to its dead-letter topic, unchanged, with the reason in headers. */
public final class DeadLetterWriter {

    public static final String REASON = "dlt_reason";
    static final String GROUP = "dlt_group";
    public static final String TOPIC = "dlt_topic";
    public static final String PARTITION = "dlt_partition";
    public static final String OFFSET = "dlt_offset";
    public static final String AT = "dlt_at";

    private final String group;
    private final String topic;
    private final EventRecordPublisher publisher;
    private final Clock clock;

    DeadLetterWriter(String group, String topic, EventRecordPublisher publisher, Clock clock) {
        this.group = group;
        this.topic = topic;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Name of the dead-letter topic at the broker. */
    public String topicName() {
        return topic;
    }

    /** Completes when the broker has acknowledged it. A record replayed from this topic keeps its first origin. */
    public Mono<Void> writeDeadLetter(InboundEventRecord record, Throwable error) {
        OutboundEventRecord letter =
                new OutboundEventRecord(0, topic, record.key(), record.value(), toHeaders(record, error));
        return publisher.publishRecords(List.of(letter)).flatMap(DeadLetterWriter::requirePublished);
    }

    private Map<String, String> toHeaders(InboundEventRecord record, Throwable error) {
        Map<String, String> headers = new LinkedHashMap<>(record.headers());
        headers.put(REASON, describeReason(error));
        headers.put(GROUP, group);
        headers.putIfAbsent(TOPIC, record.topic());
        headers.putIfAbsent(PARTITION, Integer.toString(record.partition()));
        headers.putIfAbsent(OFFSET, Long.toString(record.offset()));
        headers.put(AT, clock.instant().toString());
        return headers;
    }

    /** The message of our own exceptions, otherwise only the error's type: other messages may quote the content. */
    static String describeReason(Throwable error) {
        return error instanceof RejectedEventException
                ? String.valueOf(error.getMessage())
                : error.getClass().getName();
    }

    private static Mono<Void> requirePublished(EventRecordPublisher.PublishedRecords published) {
        return published.failure() == null ? Mono.empty() : Mono.error(published.failure());
    }
}
