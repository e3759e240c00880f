package studio.atelier.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for something that another process does. */
public final class Await {

    private Await() {}

    /**
     * Looks again and again until what is seen is as wished. A look that fails counts as one that saw nothing.
     *
     * @param what for the message if it never is
     * @throws IllegalStateException if it is not within the limit
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
