package studio.atelier.generation.database;

import java.time.Duration;

/** How a length of time is bound to {@code cast(:name as interval)}. */
public final class PostgresIntervals {

    private PostgresIntervals() {}

    /** To the millisecond. */
    public static String toInterval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
