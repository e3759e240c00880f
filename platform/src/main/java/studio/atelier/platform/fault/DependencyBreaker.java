package studio.atelier.platform.fault;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Spares a part that is away, and those who would wait for it: after some failures in a row calls are skipped for a
 * while; then one is let through to see.
 */
public final class DependencyBreaker {

    private final String part;
    private final int failuresUntilOpen;
    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntil = new AtomicLong();

    private DependencyBreaker(String part, int failuresUntilOpen, Duration pause, LongSupplier nanoTime) {
        this.part = part;
        this.failuresUntilOpen = failuresUntilOpen;
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /** For Redis, as everywhere: after three failures it is skipped for five seconds. */
    public static DependencyBreaker forRedis() {
        return of("Redis", 3, Duration.ofSeconds(5));
    }

    /**
     * Creates one.
     *
     * @param part name of what is away, for the message
     */
    public static DependencyBreaker of(String part, int failuresUntilOpen, Duration pause) {
        return of(part, failuresUntilOpen, pause, System::nanoTime);
    }

    static DependencyBreaker of(String part, int failuresUntilOpen, Duration pause, LongSupplier nanoTime) {
        return new DependencyBreaker(part, failuresUntilOpen, pause, nanoTime);
    }

    /** Makes the call, or fails at once with {@link CallSkippedException}. */
    public <T> Mono<T> guardCall(Mono<T> call) {
        return Mono.defer(() -> {
            if (isCallSkipped()) {
                return Mono.error(new CallSkippedException(part));
            }
            return call.doOnSuccess(done -> failures.set(0)).doOnError(error -> countFailure());
        });
    }

    /** Whether a call now would be skipped. The first call after the pause is not, those beside it are. */
    private boolean isCallSkipped() {
        if (failures.get() < failuresUntilOpen) {
            return false;
        }
        long until = openUntil.get();
        long now = nanoTime.getAsLong();
        return now - until < 0 || !openUntil.compareAndSet(until, now + pauseNanos);
    }

    private void countFailure() {
        if (failures.incrementAndGet() >= failuresUntilOpen) {
            openUntil.set(nanoTime.getAsLong() + pauseNanos);
        }
    }

    /** The call was not made, because the part was away a moment ago. */
    public static final class CallSkippedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CallSkippedException(String part) {
            super(part + " is away and is not asked for a moment", null, false, false);
        }
    }
}
