package studio.atelier.sandbox.venice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class VeniceAccountTest {

    private Instant now = Instant.parse("2026-11-20T05:00:00Z");
    private final VeniceAccount account = new VeniceAccount(new MovingClock());

    @Test
    void moreThanTwentyFailuresInThirtySecondsBlockTheKeyForThirty() {
        failTimes(20);
        assertThat(account.isBlocked()).isFalse();
        failTimes(1);
        assertThat(account.isBlocked()).isTrue();
        now = now.plus(Duration.ofMillis(29_999));
        assertThat(account.isBlocked()).isTrue();
        now = now.plusMillis(1);
        assertThat(account.isBlocked()).isFalse();
        failTimes(20);
        assertThat(account.isBlocked()).isFalse();
    }

    @Test
    void failuresThatAreFurtherApartDoNotBlock() {
        failTimes(20);
        now = now.plusSeconds(31);
        failTimes(20);
        assertThat(account.isBlocked()).isFalse();
    }

    @Test
    void admitsTwentyImagesInAnyMinute() {
        for (int i = 0; i < 20; i++) {
            assertThat(account.admitsImage()).isTrue();
            now = now.plusSeconds(1);
        }
        assertThat(account.admitsImage()).isFalse();
        assertThat(account.imagesLeft()).isZero();
        now = now.plusSeconds(41);
        assertThat(account.admitsImage()).isTrue();
    }

    private void failTimes(int times) {
        for (int i = 0; i < times; i++) {
            account.countFailure();
        }
    }

    private final class MovingClock extends Clock {

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
}
