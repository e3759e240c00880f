package studio.atelier.platform.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import studio.atelier.platform.fault.Failpoints;

/** A clock to compare this process's with. Never blocks. */
final class ReferenceClock {

    private static final Duration OFFSET_OF_FAULT_TESTS = Duration.ofMinutes(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** A slower answer says too little about when it was given. */
    private static final Duration LONGEST_ROUND_TRIP = Duration.ofSeconds(1);

    private final String name;
    private final Mono<Instant> time;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Duration offset;

    /**
     * Creates it.
     *
     * @param name in log lines, as {@code the database clock}
     * @param time asks for the time at each subscription
     * @param clock this process's
     */
    ReferenceClock(String name, Mono<Instant> time, Clock clock, LongSupplier nanoTime) {
        this.name = name;
        this.time = time;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** What this process's clock showed at the start, and the time that has passed since by a clock nobody sets. */
    static ReferenceClock sinceStart(Clock clock, LongSupplier nanoTime) {
        Instant start = clock.instant();
        long begun = nanoTime.getAsLong();
        Mono<Instant> time = Mono.fromSupplier(() -> start.plusNanos(nanoTime.getAsLong() - begun));
        return new ReferenceClock("the time since the start", time, clock, nanoTime);
    }

    String name() {
        return name;
    }

    /** Asks, unless a question is open. An answer that takes longer than a second is discarded. */
    void requestTime() {
        if (asking.compareAndSet(false, true)) {
            Instant asked = clock.instant();
            long begun = nanoTime.getAsLong();
            time.timeout(ANSWER_LIMIT)
                    .doFinally(end -> asking.set(false))
                    .subscribe(theirs -> updateOffset(asked, begun, theirs), away -> offset = null);
        }
    }

    private void updateOffset(Instant asked, long begun, Instant theirs) {
        Duration roundTrip = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (roundTrip.compareTo(LONGEST_ROUND_TRIP) <= 0) {
            offset = Duration.between(theirs, asked.plus(roundTrip.dividedBy(2)));
        }
    }

    /** How far this process's clock is ahead, by the last answer; null while there is none. */
    @Nullable
    Duration lastOffset() {
        return offset;
    }

    /** This process's clock, as fault tests turn it. */
    static Clock ofThisProcess(Clock clock, String service) {
        return Failpoints.areOn() ? new FaultInjectedClock(clock, service) : clock;
    }

    private static final class FaultInjectedClock extends Clock {

        private final Clock clock;
        private final String service;

        FaultInjectedClock(Clock clock, String service) {
            this.clock = clock;
            this.service = service;
        }

        @Override
        public Instant instant() {
            Instant now = clock.instant();
            return Failpoints.isArmed("turn-clock", service) ? now.plus(OFFSET_OF_FAULT_TESTS) : now;
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new FaultInjectedClock(clock.withZone(zone), service);
        }
    }
}
