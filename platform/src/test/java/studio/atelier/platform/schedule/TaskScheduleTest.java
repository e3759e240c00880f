package studio.atelier.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TaskScheduleTest {

    private static final Clock SECOND_BEFORE_MIDNIGHT =
            Clock.fixed(Instant.parse("2026-03-01T23:59:59Z"), ZoneOffset.UTC);
    private static final TaskSchedule.CronSchedule DAILY = new TaskSchedule.CronSchedule("0 0 0 * * *", ZoneOffset.UTC);

    @Test
    void aRunThatEndsBeforeItsTimeByThisClockIsNotRepeatedAtIt() {
        assertThat(DAILY.computeTimeToNextRun(SECOND_BEFORE_MIDNIGHT.instant()))
                .isEqualTo(Duration.ofDays(1).plusSeconds(1));
    }

    @Test
    void aRunThatEndsHalfAMinuteBeforeTheNextTimeIsRepeatedAtIt() {
        assertThat(DAILY.computeTimeToNextRun(SECOND_BEFORE_MIDNIGHT.instant().minusSeconds(30)))
                .isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    void theFirstRunIsAtTheNextTime() {
        assertThat(DAILY.computeTimeToFirstRun(SECOND_BEFORE_MIDNIGHT.instant()))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aTimeThatNeverComesIsFarAway() {
        TaskSchedule.CronSchedule never = new TaskSchedule.CronSchedule("0 0 0 30 2 *", ZoneOffset.UTC);
        assertThat(never.computeTimeToNextRun(SECOND_BEFORE_MIDNIGHT.instant())).isGreaterThan(Duration.ofDays(10_000));
    }
}
