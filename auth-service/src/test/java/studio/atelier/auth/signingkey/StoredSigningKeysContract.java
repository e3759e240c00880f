package studio.atelier.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The contract of every {@link StoredSigningKeys}, empty before each test. */
interface StoredSigningKeysContract {

    Duration LIMIT = Duration.ofSeconds(20);
    Instant START = Instant.parse("2026-11-20T10:00:00Z");
    Instant END = START.plus(Duration.ofDays(30));

    StoredSigningKeys keys();

    @Test
    default void returnsAnInsertedKey() {
        StoredSigningKey key = aKey("a", START);
        insert(key);

        assertThat(stored()).containsExactly(key);
    }

    @Test
    default void listsKeysInTheOrderInWhichTheySign() {
        insert(aKey("b", START.plusSeconds(1)), aKey("c", START), aKey("a", START.plusSeconds(1)));

        assertThat(storedIds()).containsExactly("c", "a", "b");
    }

    @Test
    default void refusesASecondKeyWithTheSameId() {
        StoredSigningKey first = aKey("a", START);
        insert(first);

        StepVerifier.create(keys().insertKey(aKey("a", END)))
                .expectError(DuplicateKeyException.class)
                .verify(LIMIT);
        assertThat(stored()).containsExactly(first);
    }

    @Test
    default void insertsAKeyWithoutItsEnd() {
        insert(aKey("a", START, END));

        assertThat(stored()).containsExactly(aKey("a", START));
    }

    @Test
    default void endsAllKeysButTheGivenOne() {
        insert(aKey("a", START), aKey("b", START), aKey("c", START));
        run(keys().endAllBut("b", END));

        assertThat(stored()).containsExactly(aKey("a", START, END), aKey("b", START), aKey("c", START, END));
    }

    @Test
    default void keepsTheEndThatAKeyHas() {
        insert(aKey("a", START), aKey("b", START));
        run(keys().endAllBut("b", END));
        insert(aKey("c", START));
        run(keys().endAllBut("c", END.plusSeconds(1)));

        assertThat(stored())
                .containsExactly(aKey("a", START, END), aKey("b", START, END.plusSeconds(1)), aKey("c", START));
    }

    @Test
    default void deletesOnlyKeysWhoseEndIsBeforeTheMoment() {
        insert(aKey("a", START), aKey("b", START));
        run(keys().endAllBut("b", END));

        assertThat(keys().deleteEndedBefore(END).block(LIMIT)).isZero();
        assertThat(storedIds()).containsExactly("a", "b");

        assertThat(keys().deleteEndedBefore(END.plusSeconds(1)).block(LIMIT)).isOne();
        assertThat(storedIds()).containsExactly("b");
    }

    @Test
    default void doesNothingBeforeSubscription() {
        insert(aKey("a", START), aKey("b", START));
        run(keys().endAllBut("b", END));
        List<Mono<?>> unused = List.of(
                keys().insertKey(aKey("c", START)),
                keys().endAllBut("c", END),
                keys().deleteEndedBefore(END.plusSeconds(1)));

        assertThat(unused).hasSize(3);
        assertThat(stored()).containsExactly(aKey("a", START, END), aKey("b", START));
    }

    private void insert(StoredSigningKey... added) {
        for (StoredSigningKey key : added) {
            run(keys().insertKey(key));
        }
    }

    private static void run(Mono<Void> change) {
        StepVerifier.create(change).expectComplete().verify(LIMIT);
    }

    private List<StoredSigningKey> stored() {
        return keys().listKeys().collectList().block(LIMIT);
    }

    private List<String> storedIds() {
        return stored().stream().map(StoredSigningKey::id).toList();
    }

    private static StoredSigningKey aKey(String id, Instant signsFrom) {
        return new StoredSigningKey(id, "public " + id, "locked " + id, signsFrom, null);
    }

    private static StoredSigningKey aKey(String id, Instant signsFrom, Instant publishedUntil) {
        return new StoredSigningKey(id, "public " + id, "locked " + id, signsFrom, publishedUntil);
    }
}
