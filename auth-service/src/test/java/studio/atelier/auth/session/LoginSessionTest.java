package studio.atelier.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import studio.atelier.auth.session.LoginSession.RefreshTokenVerdict;
import studio.atelier.contracts.UserId;

class LoginSessionTest {

    private static final Instant ROTATED_AT = Instant.parse("2026-11-20T10:00:00Z");

    private final SessionProperties properties =
            Binder.get(new MockEnvironment()).bindOrCreate("atelier.auth.session", SessionProperties.class);
    private final LoginSession session = LoginSession.beginSession(
                    UUID.randomUUID(), UserId.ofTelegram(7), "", ROTATED_AT.minusSeconds(900), properties)
            .withNextGeneration(ROTATED_AT, properties);

    @Test
    void answersTheTokenBeforeForAMinute() {
        assertThat(judgeTokenBeforeAfter(Duration.ZERO)).isEqualTo(RefreshTokenVerdict.REPEAT);
        assertThat(judgeTokenBeforeAfter(Duration.ofSeconds(60))).isEqualTo(RefreshTokenVerdict.REPEAT);
    }

    @Test
    void takesTheTokenBeforeForStolenOnceTheMinuteIsOver() {
        assertThat(judgeTokenBeforeAfter(Duration.ofSeconds(60).plusNanos(1000)))
                .isEqualTo(RefreshTokenVerdict.REUSE);
    }

    @Test
    void takesAnOlderTokenForStolenAtOnce() {
        LoginSession later = session.withNextGeneration(ROTATED_AT.plusSeconds(1), properties);

        assertThat(later.judgeToken(0, ROTATED_AT.plusSeconds(1), properties.repeatWindow()))
                .isEqualTo(RefreshTokenVerdict.REUSE);
    }

    private RefreshTokenVerdict judgeTokenBeforeAfter(Duration sinceRotation) {
        return session.judgeToken(0, ROTATED_AT.plus(sinceRotation), properties.repeatWindow());
    }
}
