package studio.atelier.platform.health.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import studio.atelier.platform.failpoint.Failpoints;

/** A clock with which this process's clock is compared. Never blocks. */
final class ReferenceClock {

    private static final Duration OFFSET_OF_FAULT_TESTS = Duration.ofMinutes(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** The time of a slower answer is too inaccurate. */
    private static final Duration LONGEST_ROUND_TRIP = Duration.ofSeconds(1);

    private final String name;
    private final Mono<Instant> time;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AtomicBoolean requesting = new AtomicBoolean();
    private volatile @Nullable Duration offset;

    /**
     * Creates the clock.
     *
     * @param name for log lines, such as {@code the database clock}
     * @param time requests the time at each subscription
     * @param clock this process's clock
     */
    ReferenceClock(String name, Mono<Instant> time, Clock clock, LongSupplier nanoTime) {
        this.name = name;
        this.time = time;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The time of this process's clock at the start plus the time elapsed since, by a clock that cannot be set. */
    static ReferenceClock sinceStart(Clock clock, LongSupplier nanoTime) {
        Instant start = clock.instant();
        long begun = nanoTime.getAsLong();
        Mono<Instant> time = Mono.fromSupplier(() -> start.plusNanos(nanoTime.getAsLong() - begun));
        return new ReferenceClock("the time since the start", time, clock, nanoTime);
    }

    String name() {
        return name;
    }

    /** Requests the time, unless a request is pending. An answer that takes longer than a second is discarded. */
    void requestTime() {
        if (requesting.compareAndSet(false, true)) {
            Instant requestedAt = clock.instant();
            long begun = nanoTime.getAsLong();
            time.timeout(ANSWER_LIMIT)
                    .doFinally(end -> requesting.set(false))
                    .subscribe(reported -> updateOffset(requestedAt, begun, reported), error -> offset = null);
        }
    }

    private void updateOffset(Instant requestedAt, long begun, Instant reported) {
        Duration roundTrip = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (roundTrip.compareTo(LONGEST_ROUND_TRIP) <= 0) {
            offset = Duration.between(reported, requestedAt.plus(roundTrip.dividedBy(2)));
        }
    }

    /** How far this process's clock is ahead, by the last answer; null if there is none. */
    @Nullable
    Duration lastOffset() {
        return offset;
    }

    /** This process's clock, with the offset that fault tests inject. */
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
