package studio.atelier.platform.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import studio.atelier.platform.fault.Failpoints;

/** A clock elsewhere that all instances can ask. */
interface ReferenceClock {

    Duration WRONG_CLOCK_OF_TESTS = Duration.ofMinutes(10);

    /** For people. */
    String name();

    /** Asks, unless a question is under way; never blocks. */
    void ask();

    /** How far this process's clock is ahead, by the last answer; zero while it does not answer. */
    Duration offset();

    /** This process's time, as fault tests turn it. */
    static Instant now(Clock clock, String service) {
        Instant now = clock.instant();
        return Failpoints.isArmed("turn-clock", service) ? now.plus(WRONG_CLOCK_OF_TESTS) : now;
    }
}
