package studio.atelier.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.local.doctor.Queues.Queue;

class QueuesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T14:30:30Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void isContentWithAQueueThatIsServed() {
        assertThat(look(null, null)).isEqualTo(Finding.fine("Queue kie is served; 3 wait"));
    }

    @Test
    void saysUntilWhenAQueueIsPausedForAnEmptyAccountAndHowItGoesOn() {
        Finding finding = look("OUT_OF_CREDIT", NOW.plusSeconds(270));
        assertThat(finding.isBroken()).isTrue();
        assertThat(finding.what())
                .isEqualTo("Queue kie is paused until 14:35, for 5 min more; 3 wait: our credit there is used up");
        assertThat(finding.advice()).contains("top it up").contains("POST /api/v1/admin/generation/queues/kie/resume");
    }

    @Test
    void knowsThatSomebodyHasToResumeWhatAnOperatorPaused() {
        Finding finding = look("OPERATOR", null);
        assertThat(finding.isBroken()).isFalse();
        assertThat(finding.what()).startsWith("Queue kie is paused until it is resumed");
    }

    private static Finding look(@Nullable String pauseReason, @Nullable Instant pausedUntil) {
        return Queues.finding(new Queue("kie", pauseReason, pausedUntil, 3), CLOCK);
    }
}
