package studio.atelier.platform.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test turns; in UTC. Import it into a context to have all of it live by this time. */
public final class TurnableClock extends Clock {

    private final Clock unturned;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** A clock that runs, and tells the system's time until it is turned. */
    public TurnableClock() {
        this(Clock.systemUTC());
    }

    private TurnableClock(Clock unturned) {
        this.unturned = unturned;
    }

    /** A clock that stands at this moment until it is turned. */
    public static TurnableClock standingAt(Instant moment) {
        return new TurnableClock(Clock.fixed(moment, ZoneOffset.UTC));
    }

    /** Moves the time on, or back if the duration is negative. */
    public void turnBy(Duration duration) {
        ahead.updateAndGet(duration::plus);
    }

    /** Makes it this moment now. */
    public void turnTo(Instant moment) {
        ahead.set(Duration.between(unturned.instant(), moment));
    }

    /** Tells the time as if it had never been turned. */
    public void turnBack() {
        ahead.set(Duration.ZERO);
    }

    @Override
    public Instant instant() {
        return unturned.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
