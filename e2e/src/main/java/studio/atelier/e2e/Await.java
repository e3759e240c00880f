package studio.atelier.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a state that another process brings about. */
public final class Await {

    private static final Duration PACE = Duration.ofMillis(100);

    private Await() {}

    /** As {@link #until(String, Duration, Duration, Supplier, Predicate)}, ten times a second. */
    public static <T> T until(String what, Duration limit, Supplier<T> look, Predicate<T> wished) {
        return until(what, limit, PACE, look, wished);
    }

    /**
     * Polls until the observed value satisfies the condition. A failed poll counts as one without a value.
     *
     * @param what describes the condition in the error message
     * @throws IllegalStateException if the condition is not met within the limit
     */
    public static <T> T until(String what, Duration limit, Duration pace, Supplier<T> look, Predicate<T> wished) {
        Instant end = Instant.now().plus(limit);
        @Nullable Object seen = null;
        while (Instant.now().isBefore(end)) {
            try {
                T value = look.get();
                if (wished.test(value)) {
                    return value;
                }
                seen = value;
            } catch (RuntimeException e) {
                seen = e;
            }
            LockSupport.parkNanos(pace.toNanos());
        }
        throw new IllegalStateException("Waited %s for %s; last seen: %s".formatted(limit, what, seen));
    }
}
