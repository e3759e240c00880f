package studio.atelier.platform.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.SameTransaction;

class DeadLetterNoticeSenderTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final List<AtelierEvent> published = new ArrayList<>();
    private Instant now = START;
    private boolean databaseAway;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final DeadLetterNoticeSender notice =
            new DeadLetterNoticeSender("auth-service", this::append, new SameTransaction(), clock);

    @Test
    void notifiesOperatorsOfTheFirstOfABurst() {
        tell("auth.people", "does not read as UserRegistered");
        tell("auth.people", "does not read as UserRegistered");
        tell("auth.erasure", "java.lang.IllegalStateException");

        assertThat(published)
                .containsExactly(new OperatorNotice(
                        OperatorNotice.OperatorNoticeKind.DEAD_LETTERS,
                        "auth-service",
                        Map.of("group", "auth.people", "reason", "does not read as UserRegistered"),
                        START));
    }

    @Test
    void notifiesOperatorsAgainAfterAnHour() {
        tell("group", "reason");
        now = START.plus(Duration.ofMinutes(60));
        tell("group", "reason");
        assertThat(published).hasSize(1);

        now = now.plusMillis(1);
        tell("group", "reason");
        assertThat(published).hasSize(2);
    }

    @Test
    void notifiesOperatorsOfTheNextDeadLetterIfTheNoticeCouldNotBeStored() {
        databaseAway = true;
        tell("group", "first");
        databaseAway = false;
        tell("group", "second");

        assertThat(published)
                .singleElement()
                .satisfies(
                        event -> assertThat(((OperatorNotice) event).details()).containsEntry("reason", "second"));
    }

    private void tell(String group, String reason) {
        StepVerifier.create(notice.notifyOperators(group, reason))
                .expectComplete()
                .verify(LIMIT);
    }

    private Mono<Void> append(AtelierEvent event) {
        return databaseAway
                ? Mono.error(new IllegalStateException("no connection"))
                : Mono.fromRunnable(() -> published.add(event));
    }
}
