package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TurnableClockTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final TurnableClock clock = TurnableClock.standingAt(NOON);

    @Test
    void standsUntilItIsTurned() {
        assertThat(clock.instant()).isEqualTo(NOON);

        clock.turnBy(Duration.ofHours(1));
        clock.turnBy(Duration.ofMinutes(-20));

        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(40)));
    }

    @Test
    void isTurnedToAMomentAndBack() {
        clock.turnBy(Duration.ofHours(1));
        clock.turnTo(NOON.minusSeconds(1));

        assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(1));
        clock.turnBack();
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void runsOnFromTheSystemsTime() {
        TurnableClock running = new TurnableClock();
        running.turnBy(Duration.ofDays(1));

        assertThat(running.instant()).isAfter(Instant.now().plus(Duration.ofHours(23)));
    }
}
