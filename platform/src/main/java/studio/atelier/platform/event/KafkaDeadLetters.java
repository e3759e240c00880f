package studio.atelier.platform.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.fault.Outage;
import studio.atelier.platform.web.CommonProblemException;

/**
 * {@link DeadLetters} in Kafka topics. How far a topic has been replayed is the committed offset of a consumer group
 * that exists for nothing else; what fails again is written to the end of the topic.
 */
final class KafkaDeadLetters implements DeadLetters {

    private final EventConsumers consumers;
    private final Backlogs backlogs;

    KafkaDeadLetters(EventConsumers consumers, Backlogs backlogs) {
        this.consumers = consumers;
        this.backlogs = backlogs;
    }

    @Override
    public List<String> groups() {
        return consumers.groups().stream().map(GroupConsumer::group).toList();
    }

    @Override
    public Flux<DeadLetter> list(String group) {
        return find(group)
                .flatMapMany(known ->
                        backlogs.read(replayGroup(known), known.deadLetters().topic()))
                .map(record -> describe(group, record));
    }

    @Override
    public Mono<Replayed> replay(String group) {
        return find(group)
                .flatMap(known -> backlogs.read(
                                replayGroup(known), known.deadLetters().topic())
                        .concatMap(record ->
                                replay(known, record).delayUntil(handled -> backlogs.done(replayGroup(known), record)))
                        .reduce(new Replayed(0, 0), KafkaDeadLetters::add));
    }

    private static Replayed add(Replayed sum, boolean handled) {
        return handled ? new Replayed(sum.handled() + 1, sum.failed()) : new Replayed(sum.handled(), sum.failed() + 1);
    }

    /** Whether the handler took it. */
    private static Mono<Boolean> replay(GroupConsumer group, InboundRecord record) {
        return group.handler()
                .handle(record)
                .thenReturn(true)
                .onErrorResume(
                        error -> !Outage.isOne(error),
                        error -> group.deadLetters().write(record, error).thenReturn(false));
    }

    private Mono<GroupConsumer> find(String group) {
        return Mono.justOrEmpty(consumers.groups().stream()
                        .filter(known -> known.group().equals(group))
                        .findFirst())
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private static String replayGroup(GroupConsumer group) {
        return group.group() + ".replay";
    }

    private static DeadLetter describe(String group, InboundRecord record) {
        Map<String, String> headers = record.headers();
        return new DeadLetter(
                group,
                record.offset(),
                uuid(headers.get("ce_id")),
                headers.get("ce_type"),
                "%s-%s at %s"
                        .formatted(
                                headers.getOrDefault(DeadLetterWriter.TOPIC, "?"),
                                headers.getOrDefault(DeadLetterWriter.PARTITION, "?"),
                                headers.getOrDefault(DeadLetterWriter.OFFSET, "?")),
                headers.getOrDefault(DeadLetterWriter.REASON, "?"),
                instant(headers.get(DeadLetterWriter.AT)));
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Reads what a topic of one partition holds now. */
    interface Backlogs {

        /** What lies behind the group's committed offset, oldest first, at most a thousand records. */
        Flux<InboundRecord> read(String group, String topic);

        /** Commits the offset behind this record. */
        Mono<Void> done(String group, InboundRecord record);
    }
}
