package studio.atelier.chat.update;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.chat.SameTransaction;
import studio.atelier.chat.update.TelegramUpdates.TelegramUpdateOutcome;
import studio.atelier.chat.update.TelegramUpdates.WaitingTelegramUpdate;
import tools.jackson.databind.json.JsonMapper;

class TelegramUpdateLoopTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");
    private static final String PAYLOAD = """
            {"update_id":9001,"message":{"message_id":5,"date":1790000000,"text":"/start",
             "from":{"id":77,"is_bot":false,"first_name":"A"},"chat":{"id":77,"type":"private"}}}""";

    private final TelegramUpdates updates = mock();
    private final TelegramUpdateHandler handler = mock();
    private final TelegramUpdateLoop loop = new TelegramUpdateLoop(
            updates,
            new TelegramUpdateReader(new JsonMapper()),
            handler,
            new SameTransaction(),
            ObservationRegistry.NOOP,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void noteEverything() {
        when(updates.putOff(anyLong(), anyInt(), any())).thenReturn(Mono.empty());
        when(updates.markHandled(anyLong(), any(), any())).thenReturn(Mono.empty());
    }

    @Test
    void notesWhatItHasAnswered() {
        when(updates.lockNextUpdate(NOW)).thenReturn(Mono.just(new WaitingTelegramUpdate(9001, PAYLOAD, 0)));
        when(handler.handle(any())).thenReturn(Mono.just(true));

        doOne();

        verify(updates).markHandled(9001, TelegramUpdateOutcome.ANSWERED, NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void waitsTwiceAsLongAfterEachFailure(int attempts) {
        fail(attempts, new IllegalStateException("simulated"));

        doOne();

        verify(updates).putOff(9001, attempts + 1, NOW.plusSeconds(1L << attempts));
    }

    @Test
    void givesAnUpdateUpThatHasFailedFiveTimes() {
        fail(4, new IllegalStateException("simulated"));

        doOne();

        verify(updates).markHandled(9001, TelegramUpdateOutcome.FAILED, NOW);
    }

    @Test
    void doesNotCountALockThatCameTooLate() {
        fail(4, new CannotAcquireLockException("simulated"));

        doOne();

        verifyTriedAgainWithoutCounting();
    }

    @Test
    void doesNotCountAConnectionThatWasTerminated() {
        fail(
                4,
                new DataAccessResourceFailureException(
                        "simulated", new R2dbcNonTransientResourceException("terminated", "57P01")));

        doOne();

        verifyTriedAgainWithoutCounting();
    }

    private void fail(int attempts, RuntimeException error) {
        when(updates.lockNextUpdate(NOW)).thenReturn(Mono.just(new WaitingTelegramUpdate(9001, PAYLOAD, attempts)));
        when(handler.handle(any())).thenReturn(Mono.error(error));
    }

    private void doOne() {
        StepVerifier.create(loop.handleNextUpdate())
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
    }

    private void verifyTriedAgainWithoutCounting() {
        verify(updates).putOff(9001, 4, NOW.plusSeconds(2));
        verify(updates, never()).markHandled(anyLong(), any(), any());
    }
}
