package studio.atelier.auth.signingkey;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Signing keys in memory, for one caller at a time: {@link #lockKeys()} has nobody to lock out. */
final class InMemoryStoredSigningKeys implements StoredSigningKeys {

    private static final Comparator<StoredSigningKey> ORDER =
            Comparator.comparing(StoredSigningKey::signsFrom).thenComparing(StoredSigningKey::id);

    private final Map<String, StoredSigningKey> keys = new TreeMap<>();

    /** Whether reading the keys fails. */
    boolean away;

    @Override
    public Mono<Void> lockKeys() {
        return Mono.empty();
    }

    @Override
    public Flux<StoredSigningKey> listKeys() {
        return Flux.defer(() -> away
                ? Flux.error(new IllegalStateException("database is away"))
                : Flux.fromIterable(keys.values().stream().sorted(ORDER).toList()));
    }

    @Override
    public Mono<Void> insertKey(StoredSigningKey key) {
        return Mono.fromRunnable(() -> {
            if (keys.putIfAbsent(key.id(), withEnd(key, null)) != null) {
                throw new DuplicateKeyException(key.id());
            }
        });
    }

    @Override
    public Mono<Void> endAllBut(String id, Instant publishedUntil) {
        return Mono.fromRunnable(() -> keys.replaceAll(
                (other, key) -> other.equals(id) || key.publishedUntil() != null ? key : withEnd(key, publishedUntil)));
    }

    @Override
    public Mono<Long> deleteEndedBefore(Instant moment) {
        return Mono.fromSupplier(() -> {
            int before = keys.size();
            keys.values()
                    .removeIf(key ->
                            key.publishedUntil() != null && key.publishedUntil().isBefore(moment));
            return (long) (before - keys.size());
        });
    }

    private static StoredSigningKey withEnd(StoredSigningKey key, @Nullable Instant publishedUntil) {
        return new StoredSigningKey(key.id(), key.publicJwk(), key.lockedJwk(), key.signsFrom(), publishedUntil);
    }
}
