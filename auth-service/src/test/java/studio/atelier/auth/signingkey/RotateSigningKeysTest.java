package studio.atelier.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.auth.SameTransaction;
import studio.atelier.platform.test.TurnableClock;

class RotateSigningKeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SIGNS = Duration.ofDays(30);
    private static final Duration BEFORE = Duration.ofHours(2);
    private static final Duration AFTER = Duration.ofHours(2);

    private final InMemoryStoredSigningKeys stored = new InMemoryStoredSigningKeys();
    private final SigningKeyProperties properties = SigningKeyCipherTest.properties(1);
    private final TurnableClock clock = TurnableClock.standingAt(Instant.parse("2026-11-20T10:00:00Z"));
    private RotateSigningKeys rotate = rotateWith(properties);
    private CurrentSigningKeys keys =
            new CurrentSigningKeys(stored, new SigningKeyCipher(properties), rotate, properties, clock);

    @Test
    void makesTheFirstKeyWhenItIsAskedFor() {
        assertThat(keys.readCurrentKey().block(LIMIT)).isNotNull();
        assertThat(storedIds()).hasSize(1);
        assertThat(published()).containsExactly(storedIds().getFirst());
    }

    @Test
    void doesNothingWhileNothingIsDue() {
        rotate();
        clock.turnBy(SIGNS.minus(BEFORE).minusSeconds(1));
        rotate();

        assertThat(storedIds()).hasSize(1);
    }

    @Test
    void publishesTheNextKeyBeforeItSigns() {
        rotate();
        String first = signing();
        clock.turnBy(SIGNS.minus(BEFORE));
        rotate();
        rotate();
        reload();

        assertThat(published()).hasSize(2);
        assertThat(signing()).isEqualTo(first);
        clock.turnBy(BEFORE.minusSeconds(1));
        assertThat(signing()).isEqualTo(first);
        clock.turnBy(Duration.ofSeconds(1));
        assertThat(signing()).isNotEqualTo(first);
    }

    @Test
    void publishesTheOldKeyUntilItsTokensHaveExpired() {
        rotate();
        String first = signing();
        clock.turnBy(SIGNS.minus(BEFORE));
        rotate();
        clock.turnBy(BEFORE.plus(AFTER));
        rotate();
        reload();
        assertThat(published()).contains(first);
        clock.turnBy(Duration.ofSeconds(1));

        rotate();
        reload();

        assertThat(published()).hasSize(1).doesNotContain(first);
    }

    @Test
    void catchesUpAfterALongSleepWithoutAnUnpublishedSigner() {
        rotate();
        String first = signing();
        clock.turnBy(SIGNS.multipliedBy(3));
        rotate();
        reload();

        assertThat(signing()).isEqualTo(first);
        clock.turnBy(BEFORE);
        assertThat(signing()).isNotEqualTo(first);
    }

    @Test
    void makesANewKeyAtOnceWhenTheEncryptionKeyWasChanged() {
        rotate();
        String unreadable = signing();
        SigningKeyProperties changed = SigningKeyCipherTest.properties(2);
        rotate = rotateWith(changed);
        keys = new CurrentSigningKeys(stored, new SigningKeyCipher(changed), rotate, changed, clock);

        assertThat(signing()).isNotEqualTo(unreadable);
        assertThat(published()).contains(unreadable).hasSize(2);
    }

    @Test
    void goesOnWithTheLastKeysWhileTheDatabaseIsAway() {
        rotate();
        reload();
        String first = signing();
        SigningKeyProperties hasty = new SigningKeyProperties(
                properties.encryptionKey(), SIGNS, BEFORE, AFTER, Duration.ofNanos(1), BEFORE, BEFORE);
        keys = new CurrentSigningKeys(stored, new SigningKeyCipher(hasty), rotate, hasty, clock);
        assertThat(signing()).isEqualTo(first);
        stored.away = true;

        assertThat(signing()).isEqualTo(first);
        assertThat(published()).containsExactly(first);
    }

    private RotateSigningKeys rotateWith(SigningKeyProperties some) {
        return new RotateSigningKeys(stored, new SigningKeyCipher(some), new SameTransaction(), some, clock);
    }

    private void rotate() {
        rotate.handle().block(LIMIT);
    }

    private void reload() {
        keys = new CurrentSigningKeys(stored, new SigningKeyCipher(properties), rotate, properties, clock);
    }

    private String signing() {
        return keys.readCurrentKey().map(TokenSigningKey::id).block(LIMIT);
    }

    private List<String> storedIds() {
        return stored.listKeys().map(StoredSigningKey::id).collectList().block(LIMIT);
    }

    private List<String> published() {
        return keys.readPublishedKeys()
                .map(set -> set.getKeys().stream().map(JWK::getKeyID).toList())
                .block(LIMIT);
    }
}
