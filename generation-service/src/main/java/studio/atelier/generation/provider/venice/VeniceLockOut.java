package studio.atelier.generation.provider.venice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.HttpStatus;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpResponse;

/**
 * Calls of this process pause after a 429. Venice blocks an account for 30 s after more than twenty failed requests in
 * 30 s, and each further call could fail too.
 */
final class VeniceLockOut {

    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Clock clock;
    private final AtomicReference<Instant> end = new AtomicReference<>(Instant.MIN);

    VeniceLockOut(Clock clock) {
        this.clock = clock;
    }

    /** Fails with {@link ProviderException.Suspended} while calls pause, so that none is made and none counts. */
    void refuseWhileLockedOut() {
        if (clock.instant().isBefore(end.get())) {
            throw new ProviderException.Suspended("venice_locked_out");
        }
    }

    /** Begins a pause if the response is a 429. */
    void noteAnswer(ProviderHttpResponse response) {
        if (response.status() == HttpStatus.TOO_MANY_REQUESTS.value()) {
            end.set(endOfPause(clock.instant(), response.headerValue("x-ratelimit-reset-requests", "")));
        }
    }

    /** The header has Unix seconds. */
    private static Instant endOfPause(Instant now, String reset) {
        if (reset.matches("\\d{1,12}")) {
            Instant announced = Instant.ofEpochSecond(Long.parseLong(reset));
            if (announced.isAfter(now) && announced.isBefore(now.plus(LONGEST))) {
                return announced;
            }
        }
        return now.plus(USUAL);
    }
}
