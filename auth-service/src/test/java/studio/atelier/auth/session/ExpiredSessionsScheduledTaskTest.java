package studio.atelier.auth.session;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import studio.atelier.auth.SameTransaction;

class ExpiredSessionsScheduledTaskTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final LoginSessions sessions = mock();
    private final ExpiredSessionsScheduledTask task = new ExpiredSessionsScheduledTask(
            sessions,
            new SameTransaction(),
            new SessionProperties(
                    Duration.ofDays(30), Duration.ofDays(180), Duration.ofSeconds(30), 20, 7, Duration.ofHours(6)),
            Clock.systemUTC());

    @Test
    void deletesTokensOnlyAfterTheSessionsWithTheirs() {
        Sinks.One<Long> ended = Sinks.one();
        PublisherProbe<Long> spent = PublisherProbe.of(Mono.just(3L));
        when(sessions.deleteEndedBefore(any(), anyInt())).thenReturn(ended.asMono());
        when(sessions.deleteSpentBefore(any(), anyInt())).thenReturn(spent.mono());

        StepVerifier.create(task.runScheduledTask())
                .then(spent::assertWasNotSubscribed)
                .then(() -> ended.tryEmitValue(2L))
                .expectNext("2 sessions and 3 used tokens deleted")
                .expectComplete()
                .verify(LIMIT);
    }
}
