package studio.atelier.auth.signingkey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Signing keys in memory. */
final class FakeStoredKeys implements StoredSigningKeys {

    final List<StoredSigningKey> keys = new ArrayList<>();
    boolean away;

    @Override
    public Mono<Void> lockKeys() {
        return Mono.empty();
    }

    @Override
    public Flux<StoredSigningKey> listKeys() {
        return Flux.defer(() -> away
                ? Flux.error(new IllegalStateException("database is away"))
                : Flux.fromIterable(keys.stream()
                        .sorted(Comparator.comparing(StoredSigningKey::signsFrom))
                        .toList()));
    }

    @Override
    public Mono<Void> insertKey(StoredSigningKey key) {
        return Mono.fromRunnable(() -> keys.add(key));
    }

    @Override
    public Mono<Void> endAllBut(String id, Instant publishedUntil) {
        return Mono.fromRunnable(() -> keys.replaceAll(key -> key.id().equals(id) || key.publishedUntil() != null
                ? key
                : new StoredSigningKey(key.id(), key.publicJwk(), key.lockedJwk(), key.signsFrom(), publishedUntil)));
    }

    @Override
    public Mono<Long> deleteEndedBefore(Instant moment) {
        return Mono.fromSupplier(() -> {
            int before = keys.size();
            keys.removeIf(
                    key -> key.publishedUntil() != null && key.publishedUntil().isBefore(moment));
            return (long) (before - keys.size());
        });
    }
}
