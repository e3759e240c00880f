package studio.atelier.platform.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.CloudEventAttributes;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.event.EventTypeCatalogue;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.OutboundEventRecord;

class EventRecordHandlerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final UserId user = new UserId(UUID.randomUUID());
    private final UserId other = new UserId(UUID.randomUUID());
    private final List<Long> begun = new ArrayList<>();
    private final Sinks.Empty<Void> firstEnds = Sinks.empty();

    @Test
    void handlesRepeatableEventsAtOnceForDifferentUsersAndInOrderForOne() {
        EventRecordHandler handler = repeatable(number -> number == 1 ? firstEnds.asMono() : Mono.empty());
        Mono<Void> handling = handler.handleRecords(List.of(record(user, 1), record(user, 2), record(other, 3)))
                .cache();
        handling.subscribe();

        assertThat(begun).containsExactlyInAnyOrder(1L, 3L);
        firstEnds.tryEmitEmpty();
        StepVerifier.create(handling).expectComplete().verify(LIMIT);
        assertThat(begun).endsWith(2L).hasSize(3);
    }

    @Test
    void handlesRepeatableEventsOfOtherUsersIfOneFails() {
        EventRecordHandler handler =
                repeatable(number -> number == 1 ? Mono.error(new IllegalStateException("one")) : Mono.empty());

        StepVerifier.create(handler.handleRecords(List.of(record(user, 1), record(user, 2), record(other, 3))))
                .expectErrorMessage("one")
                .verify(LIMIT);
        assertThat(begun).containsExactlyInAnyOrder(1L, 3L);
    }

    private EventRecordHandler repeatable(LongFunction<Mono<Void>> effect) {
        EventSubscription subscription = EventSubscription.forRepeatableHandlers(EventTopic.AUTH_EVENTS, "test")
                .onEvent(UserRegistered.class, received -> {
                    begun.add(received.event().telegramId());
                    return effect.apply(received.event().telegramId());
                });
        return new EventRecordHandler(
                subscription,
                "group",
                new EventRecordReader(EventTypeCatalogue.ofContracts(), EventJsonMapper.createMapper()),
                EventInbox.withoutMarks(),
                new ConcurrencyLimiter(8),
                new SimpleMeterRegistry(),
                ObservationRegistry.NOOP);
    }

    private static InboundEventRecord record(UserId whose, long number) {
        String content = EventJsonMapper.createMapper()
                .writeValueAsString(new UserRegistered(whose, number, "ru", Instant.parse("2026-01-01T00:00:00Z")));
        return new InboundEventRecord(
                "auth.events.v1",
                1,
                number,
                Instant.EPOCH,
                whose.toString(),
                new OutboundEventRecord.EventRecordPayload(content.getBytes(StandardCharsets.UTF_8)),
                new CloudEventAttributes(UuidV7Generator.nextUuid(), "auth.user-registered.v1", "test", Instant.EPOCH)
                        .toHeaders(whose.toString(), null),
                () -> {});
    }
}
