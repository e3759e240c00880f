package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.platform.cache.SharedCacheStore.CacheInvalidation;
import studio.atelier.platform.cache.SharedCacheStore.StoredValue;

/** What every {@link SharedCacheStore} does. Each test has a cache of its own. */
interface SharedCacheStoreContract {

    Duration LIMIT = Duration.ofSeconds(10);
    Duration LIFETIME = Duration.ofMinutes(10);

    /** One of two instances. */
    SharedCacheStore first();

    SharedCacheStore second();

    /** Waits until this many instances listen. */
    void awaitListeners(int count);

    /** Waits until the condition holds, for some time. */
    void await(BooleanSupplier condition);

    @Test
    default void findsNothingAtFirst() {
        StoredValue found = find(first(), randomName(), "a");

        assertThat(found.json()).isNull();
        assertThat(found.version()).isEmpty();
        assertThat(found.mark()).isEmpty();
    }

    @Test
    default void findsWhatAnotherInstanceHasStored() {
        String cache = randomName();
        replace(first(), cache, "a b:c", find(first(), cache, "a b:c"), "{\"some\": \"text with spaces\"}");

        StoredValue found = find(second(), cache, "a b:c");

        assertThat(found.json()).isEqualTo("{\"some\": \"text with spaces\"}");
        assertThat(found.remaining()).isBetween(LIFETIME.minusMinutes(1), LIFETIME);
        assertThat(find(second(), cache, "a").json()).isNull();
        assertThat(find(second(), randomName(), "a b:c").json()).isNull();
    }

    @Test
    default void replacesWhatWasFound() {
        String cache = randomName();
        replace(first(), cache, "a", find(first(), cache, "a"), "1");
        replace(second(), cache, "a", find(second(), cache, "a"), "2");

        assertThat(find(first(), cache, "a").json()).isEqualTo("2");
    }

    @Test
    default void removesTheValueOfAKeyThatHasNone() {
        String cache = randomName();
        replace(first(), cache, "a", find(first(), cache, "a"), "1");
        replace(first(), cache, "a", find(first(), cache, "a"), null);

        assertThat(find(first(), cache, "a").json()).isNull();
    }

    @Test
    default void keepsTheValueThatAnotherInstanceHasStoredInTheMeantime() {
        String cache = randomName();
        StoredValue before = find(first(), cache, "a");
        replace(second(), cache, "a", find(second(), cache, "a"), "2");
        replace(first(), cache, "a", before, "1");

        assertThat(find(first(), cache, "a").json()).isEqualTo("2");
    }

    @Test
    default void refusesAValueLoadedBeforeItsKeyWasInvalidated() {
        String cache = randomName();
        StoredValue before = find(first(), cache, "a");
        complete(second().invalidateKey(cache, "a", LIFETIME));
        replace(first(), cache, "a", before, "old");

        StoredValue invalidated = find(first(), cache, "a");
        assertThat(invalidated.json()).isNull();

        replace(first(), cache, "a", invalidated, "new");
        assertThat(find(second(), cache, "a").json()).isEqualTo("new");
    }

    @Test
    default void refusesAValueLoadedBeforeItsCacheWasInvalidated() {
        String cache = randomName();
        StoredValue before = find(first(), cache, "a");
        complete(second().invalidateAll(cache, LIFETIME));
        replace(first(), cache, "a", before, "old");

        assertThat(find(first(), cache, "a").json()).isNull();
    }

    @Test
    default void removesTheValuesOfOneCacheOnly() {
        String cache = randomName();
        String other = randomName();
        for (String key : List.of("a", "b")) {
            replace(first(), cache, key, find(first(), cache, key), "old");
            replace(first(), other, key, find(first(), other, key), "other");
        }

        complete(second().invalidateAll(cache, LIFETIME));

        assertThat(find(first(), cache, "a").json()).isNull();
        assertThat(find(first(), cache, "b").json()).isNull();
        assertThat(find(first(), other, "a").json()).isEqualTo("other");
        replace(first(), cache, "a", find(first(), cache, "a"), "new");
        assertThat(find(second(), cache, "a").json()).isEqualTo("new");
    }

    @Test
    default void storesAValueAlthoughTheOneFoundHasExpired() {
        String cache = randomName();
        Duration shortly = Duration.ofMillis(200);
        complete(first().replaceValue(cache, "a", find(first(), cache, "a"), "1", shortly));
        StoredValue found = find(first(), cache, "a");
        await(() -> find(first(), cache, "a").json() == null);

        replace(first(), cache, "a", found, "2");

        assertThat(find(first(), cache, "a").json()).isEqualTo("2");
    }

    @Test
    default void tellsTheOtherInstancesOfInvalidations() {
        String cache = randomName();
        List<CacheInvalidation> heardByFirst = new CopyOnWriteArrayList<>();
        List<CacheInvalidation> heardBySecond = new CopyOnWriteArrayList<>();
        Disposable firstListens = first().listenToInvalidations().subscribe(heardByFirst::add);
        Disposable secondListens = second().listenToInvalidations().subscribe(heardBySecond::add);
        awaitListeners(2);
        try {
            complete(first().invalidateKey(cache, "a", LIFETIME));
            complete(first().invalidateAll(cache, LIFETIME));
            await(() -> heardBySecond.stream()
                            .filter(heard -> heard.cache().equals(cache))
                            .count()
                    == 2);

            complete(second().invalidateKey(cache, "b", LIFETIME));
            await(() -> heardByFirst.stream().anyMatch(heard -> heard.cache().equals(cache)));

            assertThat(heardBySecond)
                    .filteredOn(heard -> heard.cache().equals(cache))
                    .extracting(CacheInvalidation::key)
                    .containsExactly("a", null);
            assertThat(heardByFirst)
                    .filteredOn(heard -> heard.cache().equals(cache))
                    .extracting(CacheInvalidation::key)
                    .containsExactly("b");
        } finally {
            firstListens.dispose();
            secondListens.dispose();
        }
    }

    private static String randomName() {
        return "c" + UUID.randomUUID();
    }

    private static StoredValue find(SharedCacheStore store, String cache, String key) {
        StoredValue[] found = new StoredValue[1];
        StepVerifier.create(store.findValue(cache, key))
                .consumeNextWith(value -> found[0] = value)
                .expectComplete()
                .verify(LIMIT);
        return found[0];
    }

    private static void replace(SharedCacheStore store, String cache, String key, StoredValue found, String json) {
        complete(store.replaceValue(cache, key, found, json, LIFETIME));
    }

    private static void complete(Mono<Void> call) {
        StepVerifier.create(call).expectComplete().verify(LIMIT);
    }
}
