package studio.atelier.platform.schedule;

import java.time.Duration;
import java.time.ZoneId;

/** Determines when a task is due. */
public sealed interface TaskSchedule {

    /** This long after the end of the previous run. */
    record IntervalSchedule(Duration interval) implements TaskSchedule {}

    /**
     * At the times of a cron expression.
     *
     * @param expression six fields as Spring reads them
     */
    record CronSchedule(String expression, ZoneId zone) implements TaskSchedule {}
}
