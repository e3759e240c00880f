package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;

class HoldRequesterTest {

    @Test
    void asksForTheSameHoldInTheSameWordsEachTime() {
        Job job = JobFixtures.aJob().build();

        assertThat(HoldRequester.toCommand(job)).isEqualTo(HoldRequester.toCommand(job));
        assertThat(HoldRequester.toCommand(job)).isInstanceOfSatisfying(PlaceHold.class, place -> {
            assertThat(place.amount()).isEqualTo(2);
            assertThat(place.purpose()).isEqualTo("try-on");
            assertThat(place.expiresAt()).isEqualTo(job.payment().expiresAt());
        });
    }

    @Test
    void capturesTheFrozenPrice() {
        Job job = JobFixtures.aJob().holding(JobHoldState.CAPTURING).build();

        assertThat(HoldRequester.toCommand(job))
                .isEqualTo(new CaptureHold(job.payment().holdId(), job.user(), 2));
    }

    @Test
    void saysWhyItGivesBack() {
        Job job = JobFixtures.aJob().releasedBecause("cancelled").build();

        assertThat(HoldRequester.toCommand(job))
                .isEqualTo(new ReleaseHold(job.payment().holdId(), job.user(), "cancelled"));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobHoldState.class,
            names = {"PLACED", "DECLINED", "CAPTURED", "RELEASED", "LOST"})
    void asksNothingWhereNothingIsAwaited(JobHoldState state) {
        Job job = JobFixtures.aJob().holding(state).build();

        assertThatIllegalStateException().isThrownBy(() -> HoldRequester.toCommand(job));
    }
}
