package studio.atelier.auth.signingkey;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The signing keys shared by all instances. Every call joins the caller's transaction. */
interface StoredSigningKeys {

    /** Locks the keys against changes by other instances until the transaction ends. */
    Mono<Void> lockKeys();

    /** All keys, in the order they sign. */
    Flux<StoredSigningKey> listKeys();

    /** Adds a key. */
    Mono<Void> insertKey(StoredSigningKey key);

    /** Sets the end of all keys that have none yet, except the given key. */
    Mono<Void> endAllBut(String id, Instant publishedUntil);

    /**
     * Deletes the keys whose end has passed.
     *
     * @return the number deleted
     */
    Mono<Long> deleteEndedBefore(Instant moment);
}
