package studio.atelier.platform.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A UTC clock that a test sets. Import it into a context to make the whole context use it. */
public final class TurnableClock extends Clock {

    private final Clock unturned;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** A running clock with the system time until it is set. */
    public TurnableClock() {
        this(Clock.systemUTC());
    }

    private TurnableClock(Clock unturned) {
        this.unturned = unturned;
    }

    /** A clock that stands at this instant until it is set. */
    public static TurnableClock standingAt(Instant moment) {
        return new TurnableClock(Clock.fixed(moment, ZoneOffset.UTC));
    }

    /** Moves the time forward, or back if the duration is negative. */
    public void turnBy(Duration duration) {
        ahead.updateAndGet(duration::plus);
    }

    /** Sets the current time to this instant. */
    public void turnTo(Instant moment) {
        ahead.set(Duration.between(unturned.instant(), moment));
    }

    /** Undoes all changes of the time. */
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
