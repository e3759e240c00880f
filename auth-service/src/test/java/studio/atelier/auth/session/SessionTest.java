package studio.atelier.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import studio.atelier.auth.session.Session.Verdict;
import studio.atelier.contracts.UserId;

class SessionTest {

    private static final Instant ROTATED_AT = Instant.parse("2026-11-20T10:00:00Z");

    private final SessionProperties properties =
            Binder.get(new MockEnvironment()).bindOrCreate("atelier.auth.session", SessionProperties.class);
    private final Session session = Session.begin(
                    UUID.randomUUID(), UserId.ofTelegram(7), "", ROTATED_AT.minusSeconds(900), properties)
            .rotated(ROTATED_AT, properties);

    @Test
    void answersTheTokenBeforeForAMinute() {
        assertThat(judgeTokenBeforeAfter(Duration.ZERO)).isEqualTo(Verdict.REPEAT);
        assertThat(judgeTokenBeforeAfter(Duration.ofSeconds(60))).isEqualTo(Verdict.REPEAT);
    }

    @Test
    void takesTheTokenBeforeForStolenOnceTheMinuteIsOver() {
        assertThat(judgeTokenBeforeAfter(Duration.ofSeconds(60).plusNanos(1000)))
                .isEqualTo(Verdict.REUSE);
    }

    @Test
    void takesAnOlderTokenForStolenAtOnce() {
        Session later = session.rotated(ROTATED_AT.plusSeconds(1), properties);

        assertThat(later.judge(0, ROTATED_AT.plusSeconds(1), properties.repeatWindow()))
                .isEqualTo(Verdict.REUSE);
    }

    private Verdict judgeTokenBeforeAfter(Duration sinceRotation) {
        return session.judge(0, ROTATED_AT.plus(sinceRotation), properties.repeatWindow());
    }
}
