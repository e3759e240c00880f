package studio.atelier.platform.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The contract of every {@link EventInbox} with marks. */
interface EventInboxContract {

    Duration LIMIT = Duration.ofSeconds(20);
    String GROUP = "group";

    EventInbox inbox();

    @Test
    default void appliesEffectsInTheOrderOfTheEvents() {
        List<UUID> events = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        List<UUID> applied = new ArrayList<>();

        assertThat(handle(GROUP, events, applied)).containsExactlyInAnyOrderElementsOf(events);
        assertThat(applied).isEqualTo(events);
    }

    @Test
    default void appliesEachEventOnce() {
        UUID handled = UUID.randomUUID();
        UUID fresh = UUID.randomUUID();
        List<UUID> applied = new ArrayList<>();
        handle(GROUP, List.of(handled), applied);

        assertThat(handle(GROUP, List.of(handled, fresh), applied)).containsExactly(fresh);
        assertThat(handle(GROUP, List.of(handled, fresh), applied)).isEmpty();
        assertThat(applied).containsExactly(handled, fresh);
    }

    @Test
    default void appliesARepeatedIdOnce() {
        UUID event = UUID.randomUUID();
        List<UUID> applied = new ArrayList<>();

        assertThat(handle(GROUP, List.of(event, event), applied)).containsExactly(event);
        assertThat(applied).containsExactly(event);
    }

    @Test
    default void appliesAnEventOnceForEachGroup() {
        UUID event = UUID.randomUUID();
        List<UUID> applied = new ArrayList<>();
        handle(GROUP, List.of(event), applied);

        assertThat(handle("other " + GROUP, List.of(event), applied)).containsExactly(event);
        assertThat(applied).containsExactly(event, event);
    }

    @Test
    default void marksNoneOfTheEventsWhenOneEffectFails() {
        UUID first = UUID.randomUUID();
        UUID failing = UUID.randomUUID();
        UUID last = UUID.randomUUID();
        List<UUID> events = List.of(first, failing, last);
        List<UUID> attempted = new ArrayList<>();

        StepVerifier.create(inbox().handleOnce(
                                GROUP,
                                events,
                                event -> apply(event, attempted)
                                        .then(event.equals(failing) ? Mono.error(new EffectFailed()) : Mono.empty())))
                .expectError(EffectFailed.class)
                .verify(LIMIT);
        assertThat(attempted).containsExactly(first, failing);

        assertThat(handle(GROUP, events, new ArrayList<>())).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    default void doesNothingBeforeSubscription() {
        UUID event = UUID.randomUUID();
        List<UUID> applied = new ArrayList<>();
        Mono<Set<UUID>> unused = inbox().handleOnce(GROUP, List.of(event), id -> apply(id, applied));

        assertThat(unused).isNotNull();
        assertThat(applied).isEmpty();
        assertThat(handle(GROUP, List.of(event), applied)).containsExactly(event);
    }

    private Set<UUID> handle(String group, List<UUID> events, List<UUID> applied) {
        return inbox().handleOnce(group, events, event -> apply(event, applied)).block(LIMIT);
    }

    private static Mono<Void> apply(UUID event, List<UUID> applied) {
        return Mono.fromRunnable(() -> applied.add(event));
    }

    final class EffectFailed extends RuntimeException {}
}
