package studio.atelier.platform.fault;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Circuit breaker for an unavailable dependency and its callers: after some failures in a row, calls are skipped for a
 * while; then one call is let through as a probe.
 */
public final class DependencyBreaker {

    private final String dependency;
    private final int failuresUntilOpen;
    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntil = new AtomicLong();

    private DependencyBreaker(String dependency, int failuresUntilOpen, Duration pause, LongSupplier nanoTime) {
        this.dependency = dependency;
        this.failuresUntilOpen = failuresUntilOpen;
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /** For Redis, with the settings used everywhere: after three failures it is skipped for five seconds. */
    public static DependencyBreaker forRedis() {
        return of("Redis", 3, Duration.ofSeconds(5));
    }

    /**
     * Creates one.
     *
     * @param dependency its name, for the message
     */
    public static DependencyBreaker of(String dependency, int failuresUntilOpen, Duration pause) {
        return of(dependency, failuresUntilOpen, pause, System::nanoTime);
    }

    static DependencyBreaker of(String dependency, int failuresUntilOpen, Duration pause, LongSupplier nanoTime) {
        return new DependencyBreaker(dependency, failuresUntilOpen, pause, nanoTime);
    }

    /** Makes the call, or fails at once with {@link CallSkippedException}. */
    public <T> Mono<T> guardCall(Mono<T> call) {
        return Mono.defer(() -> {
            if (isCallSkipped()) {
                return Mono.error(new CallSkippedException(dependency));
            }
            return call.doOnSuccess(done -> failures.set(0)).doOnError(error -> countFailure());
        });
    }

    /** Whether a call now would be skipped. The first call after the pause is not skipped; concurrent ones are. */
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

    /** The call was not made, because the dependency failed shortly before. */
    public static final class CallSkippedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CallSkippedException(String dependency) {
            super(dependency + " is unavailable; calls are skipped for a short time", null, false, false);
        }
    }
}
