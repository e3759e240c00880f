package studio.atelier.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;

class RevocationsTest {

    private static final UserId ANNA = UserId.ofTelegram(1);
    private static final UUID SESSION = UUID.randomUUID();
    private static final Instant END = Instant.parse("2026-05-01T10:00:00.700Z");
    private static final Instant SECOND_OF_THE_END = Instant.parse("2026-05-01T10:00:00Z");

    private final Revocations revocations = new Revocations();

    @Test
    void coverAllTokensOfAnEndedSession() {
        revocations.add(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.covers(ANNA, SESSION, END.minusSeconds(60))).isTrue();
        assertThat(revocations.covers(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
    }

    @Test
    void coverATokenThatARefreshUnderWayIssuedAfterTheEnd() {
        revocations.add(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.covers(ANNA, SESSION, SECOND_OF_THE_END.plusSeconds(1)))
                .isTrue();
    }

    @Test
    void leaveALoginOfTheVerySecondAlone() {
        revocations.add(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.covers(ANNA, UUID.randomUUID(), SECOND_OF_THE_END))
                .isFalse();
    }

    @Test
    void coverEverySessionOfAUserUpToTheirTime() {
        revocations.add(new AccessRevoked(ANNA, null, END, END));

        assertThat(revocations.covers(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
        assertThat(revocations.covers(ANNA, SESSION, SECOND_OF_THE_END.plusSeconds(1)))
                .isFalse();
        assertThat(revocations.covers(UserId.ofTelegram(2), SESSION, SECOND_OF_THE_END))
                .isFalse();
    }

    @Test
    void keepTheLatestOfAUserWhateverComesLast() {
        revocations.add(new AccessRevoked(ANNA, null, END, END));
        revocations.add(new AccessRevoked(ANNA, null, END.minusSeconds(60), END));

        assertThat(revocations.covers(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
    }
}
