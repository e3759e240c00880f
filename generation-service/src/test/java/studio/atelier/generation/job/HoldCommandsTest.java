package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;

class HoldCommandsTest {

    @Test
    void asksForTheSameHoldInTheSameWordsEachTime() {
        Job job = JobFixtures.aJob().build();

        assertThat(HoldCommands.command(job)).isEqualTo(HoldCommands.command(job));
        assertThat(HoldCommands.command(job)).isInstanceOfSatisfying(PlaceHold.class, place -> {
            assertThat(place.amount()).isEqualTo(2);
            assertThat(place.purpose()).isEqualTo("try-on");
            assertThat(place.expiresAt()).isEqualTo(job.payment().expiresAt());
        });
    }

    @Test
    void capturesTheFrozenPrice() {
        Job job = JobFixtures.aJob().holding(HoldState.CAPTURING).build();

        assertThat(HoldCommands.command(job))
                .isEqualTo(new CaptureHold(job.payment().holdId(), job.user(), 2));
    }

    @Test
    void saysWhyItGivesBack() {
        Job job = JobFixtures.aJob().releasedBecause("cancelled").build();

        assertThat(HoldCommands.command(job))
                .isEqualTo(new ReleaseHold(job.payment().holdId(), job.user(), "cancelled"));
    }

    @ParameterizedTest
    @EnumSource(
            value = HoldState.class,
            names = {"PLACED", "DECLINED", "CAPTURED", "RELEASED", "LOST"})
    void asksNothingWhereNothingIsAwaited(HoldState state) {
        Job job = JobFixtures.aJob().holding(state).build();

        assertThatIllegalStateException().isThrownBy(() -> HoldCommands.command(job));
    }
}
