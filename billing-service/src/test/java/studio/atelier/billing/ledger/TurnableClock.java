package studio.atelier.billing.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until a test turns it. */
public final class TurnableClock extends Clock {

    private volatile Instant now;

    public TurnableClock(Instant now) {
        this.now = now;
    }

    public void turnTo(Instant instant) {
        now = instant;
    }

    public void turnBy(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
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
