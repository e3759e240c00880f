package studio.atelier.platform.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/** Determines when a task is due. */
public sealed interface TaskSchedule {

    /** This long after the end of the previous run. */
    record IntervalSchedule(Duration interval) implements TaskSchedule {}

    /**
     * At the times of a cron expression. Times less than 30 seconds after the end of a run are left out, so it is for
     * tasks that run less often than once a minute.
     *
     * @param expression six fields as Spring reads them
     */
    record CronSchedule(String expression, ZoneId zone) implements TaskSchedule {

        /** By how much the clocks of two instances may differ. */
        private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(30);

        /** Until an expression that has no next time is due. */
        private static final Duration NEVER = Duration.ofDays(36_500);

        /** The time from {@code now} until a task that has never run is due. */
        Duration computeTimeToFirstRun(Instant now) {
            return computeTimeToNextTime(now, Duration.ZERO);
        }

        /**
         * The time until a task is due again whose run ends now. The time for which it ran may still be ahead by the
         * clock of this instance, if another instance computed when it was due.
         */
        Duration computeTimeToNextRun(Instant now) {
            return computeTimeToNextTime(now, CLOCK_DIFFERENCE);
        }

        private Duration computeTimeToNextTime(Instant now, Duration least) {
            ZonedDateTime next =
                    CronExpression.parse(expression).next(now.plus(least).atZone(zone));
            return next == null ? NEVER : Duration.between(now, next);
        }
    }
}
