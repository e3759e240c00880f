package studio.atelier.platform.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.consumer.DeadLetterWriter;
import studio.atelier.platform.consumer.EventConsumerGroups;
import studio.atelier.platform.consumer.EventGroupConsumer;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.outage.DependencyOutage;
import studio.atelier.platform.web.CommonProblemException;

/**
 * {@link DeadLetters} in Kafka topics. The progress of a replay is the committed offset of a consumer group used only
 * for that; records that fail again are appended to the topic.
 */
final class KafkaDeadLetters implements DeadLetters {

    private final EventConsumerGroups consumers;
    private final DeadLetterBacklogs backlogs;

    KafkaDeadLetters(EventConsumerGroups consumers, DeadLetterBacklogs backlogs) {
        this.consumers = consumers;
        this.backlogs = backlogs;
    }

    @Override
    public List<String> listGroups() {
        return consumers.listConsumers().stream()
                .map(EventGroupConsumer::groupName)
                .toList();
    }

    @Override
    public Flux<DeadLetter> listDeadLetters(String group) {
        return findConsumer(group).flatMapMany(this::readBacklog).map(record -> toDeadLetter(group, record));
    }

    @Override
    public Mono<Replayed> replayDeadLetters(String group) {
        return findConsumer(group).flatMap(this::replayBacklog);
    }

    private Mono<Replayed> replayBacklog(EventGroupConsumer group) {
        return readBacklog(group)
                .concatMap(record -> replayRecord(group, record)
                        .delayUntil(handled -> backlogs.markHandled(replayGroup(group), record)))
                .reduce(new Replayed(0, 0), KafkaDeadLetters::countReplayed);
    }

    private Flux<InboundEventRecord> readBacklog(EventGroupConsumer group) {
        return backlogs.readBacklog(replayGroup(group), group.deadLetters().topicName());
    }

    private static Replayed countReplayed(Replayed sum, boolean handled) {
        return handled ? new Replayed(sum.handled() + 1, sum.failed()) : new Replayed(sum.handled(), sum.failed() + 1);
    }

    /** Whether the handler accepted it. */
    private static Mono<Boolean> replayRecord(EventGroupConsumer group, InboundEventRecord record) {
        return group.recordHandler()
                .handleRecord(record)
                .thenReturn(true)
                .onErrorResume(
                        error -> !DependencyOutage.isOne(error),
                        error -> group.deadLetters()
                                .writeDeadLetter(record, error)
                                .thenReturn(false));
    }

    private Mono<EventGroupConsumer> findConsumer(String group) {
        return Mono.justOrEmpty(consumers.listConsumers().stream()
                        .filter(known -> known.groupName().equals(group))
                        .findFirst())
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private static String replayGroup(EventGroupConsumer group) {
        return group.groupName() + ".replay";
    }

    private static DeadLetter toDeadLetter(String group, InboundEventRecord record) {
        Map<String, String> headers = record.headers();
        return new DeadLetter(
                group,
                record.offset(),
                parseUuid(headers.get("ce_id")),
                headers.get("ce_type"),
                "%s-%s at %s"
                        .formatted(
                                headers.getOrDefault(DeadLetterWriter.TOPIC, "?"),
                                headers.getOrDefault(DeadLetterWriter.PARTITION, "?"),
                                headers.getOrDefault(DeadLetterWriter.OFFSET, "?")),
                headers.getOrDefault(DeadLetterWriter.REASON, "?"),
                parseInstant(headers.get(DeadLetterWriter.AT)));
    }

    private static @Nullable UUID parseUuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Instant parseInstant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Reads the current records of a topic with one partition. */
    interface DeadLetterBacklogs {

        /** The records after the group's committed offset, oldest first, at most a thousand. */
        Flux<InboundEventRecord> readBacklog(String group, String topic);

        /** Commits the offset after this record. */
        Mono<Void> markHandled(String group, InboundEventRecord record);
    }
}
