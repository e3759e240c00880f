package studio.atelier.platform.schedule;

import java.time.Duration;
import java.time.ZoneId;

/** When a task is due. */
public sealed interface Schedule {

    /** This long after the end of the last run. */
    record Every(Duration interval) implements Schedule {}

    /**
     * At the times of a cron expression.
     *
     * @param expression six fields as Spring reads them
     */
    record Cron(String expression, ZoneId zone) implements Schedule {}
}
