package studio.atelier.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;

class RememberedRevocationsTest {

    private static final UserId ANNA = UserId.ofTelegram(1);
    private static final UUID SESSION = UUID.randomUUID();
    private static final Instant END = Instant.parse("2026-05-01T10:00:00.700Z");
    private static final Instant SECOND_OF_THE_END = Instant.parse("2026-05-01T10:00:00Z");

    private final RememberedRevocations revocations = new RememberedRevocations();

    @Test
    void coverAllTokensOfAnEndedSession() {
        revocations.addRevocation(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.isRevoked(ANNA, SESSION, END.minusSeconds(60))).isTrue();
        assertThat(revocations.isRevoked(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
    }

    @Test
    void coverATokenThatARefreshUnderWayIssuedAfterTheEnd() {
        revocations.addRevocation(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.isRevoked(ANNA, SESSION, SECOND_OF_THE_END.plusSeconds(1)))
                .isTrue();
    }

    @Test
    void leaveALoginOfTheVerySecondAlone() {
        revocations.addRevocation(new AccessRevoked(ANNA, SESSION, END, END));

        assertThat(revocations.isRevoked(ANNA, UUID.randomUUID(), SECOND_OF_THE_END))
                .isFalse();
    }

    @Test
    void coverEverySessionOfAUserUpToTheirTime() {
        revocations.addRevocation(new AccessRevoked(ANNA, null, END, END));

        assertThat(revocations.isRevoked(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
        assertThat(revocations.isRevoked(ANNA, SESSION, SECOND_OF_THE_END.plusSeconds(1)))
                .isFalse();
        assertThat(revocations.isRevoked(UserId.ofTelegram(2), SESSION, SECOND_OF_THE_END))
                .isFalse();
    }

    @Test
    void keepTheLatestOfAUserWhateverComesLast() {
        revocations.addRevocation(new AccessRevoked(ANNA, null, END, END));
        revocations.addRevocation(new AccessRevoked(ANNA, null, END.minusSeconds(60), END));

        assertThat(revocations.isRevoked(ANNA, SESSION, SECOND_OF_THE_END)).isTrue();
    }
}
