package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;

class ClockOffsetProbeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private Mono<Instant> database = Mono.just(NOW);
    private Mono<Instant> redis = Mono.just(NOW);
    private final ClockOffsetProbe probe = new ClockOffsetProbe(
            List.of(
                    reference("the database clock", Mono.defer(() -> database)),
                    reference("the Redis clock", Mono.defer(() -> redis))),
            Duration.ofSeconds(10));

    @Test
    void findsAClockThatIsWrongByTwoOthers() {
        database = Mono.just(NOW.plusSeconds(600));
        redis = Mono.just(NOW.plusSeconds(601));

        assertThat(check().detail()).isEqualTo("the clock is 600 s behind the database clock");
    }

    @Test
    void onlyMeasuresWhatOneOtherClockSays() {
        database = Mono.just(NOW.minusSeconds(600));

        assertThat(check()).isNull();
        assertThat(probe.currentOffset()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void believesNoneOfTwoThatContradictEachOther() {
        database = Mono.just(NOW.minusSeconds(600));
        redis = Mono.just(NOW.plusSeconds(600));

        assertThat(check()).isNull();
    }

    @Test
    void passesOverAFewSeconds() {
        database = Mono.just(NOW.minusSeconds(9));
        redis = Mono.just(NOW.minusSeconds(9));

        assertThat(check()).isNull();
        assertThat(probe.currentOffset()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void discardsAnAnswerThatTookMoreThanASecond() {
        database = answerAfter(Duration.ofMillis(1_001), NOW.plusSeconds(600));
        redis = answerAfter(Duration.ofMillis(1_001), NOW.plusSeconds(600));

        assertThat(check()).isNull();
        assertThat(probe.currentOffset()).isZero();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void warnsOnceOfWhatOneOtherClockSays(CapturedOutput output) {
        database = Mono.just(NOW.minusSeconds(600));
        for (int second = 0; second < 8; second++) {
            check();
        }

        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("the clock is 600 s ahead of the database clock"))
                .hasSize(1);
    }

    @Test
    void forgetsAnOffsetOnceTheOtherClockIsAway() {
        database = Mono.just(NOW.minusSeconds(600));
        check();
        database = Mono.error(new IllegalStateException("away"));
        for (int second = 0; second < 4; second++) {
            check();
        }

        assertThat(probe.currentOffset()).isZero();
    }

    @Test
    void theTimeSinceTheStartTellsAClockThatWasSet() {
        AdjustableClock adjustable = new AdjustableClock(clock);
        ClockOffsetProbe gateway = new ClockOffsetProbe(
                List.of(
                        new ReferenceClock("the Redis clock", Mono.defer(() -> redis), adjustable, nanos::get),
                        ReferenceClock.sinceStart(adjustable, nanos::get)),
                Duration.ofSeconds(10));
        assertThat(gateway.findFault()).isNull();

        adjustable.offset = Duration.ofMinutes(10);
        @Nullable DetectedFault found = null;
        for (int second = 0; second < 4; second++) {
            found = gateway.findFault();
        }

        assertThat(found.detail()).isEqualTo("the clock is 600 s ahead of the Redis clock");
    }

    private DetectedFault check() {
        return probe.findFault();
    }

    private Mono<Instant> answerAfter(Duration roundTrip, Instant theirs) {
        return Mono.fromSupplier(() -> {
            nanos.addAndGet(roundTrip.toNanos());
            return theirs;
        });
    }

    private ReferenceClock reference(String name, Mono<Instant> time) {
        return new ReferenceClock(name, time, clock, nanos::get);
    }

    private static final class AdjustableClock extends Clock {

        private final Clock clock;
        private Duration offset = Duration.ZERO;

        AdjustableClock(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant instant() {
            return clock.instant().plus(offset);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
