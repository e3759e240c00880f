package studio.atelier.platform.database;

import java.time.Duration;

/** Converts durations for binding to {@code cast(:name as interval)}. */
public final class PostgresIntervals {

    private PostgresIntervals() {}

    /** Has millisecond precision. */
    public static String toInterval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
