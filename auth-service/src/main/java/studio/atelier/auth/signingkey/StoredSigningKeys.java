package studio.atelier.auth.signingkey;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The signing keys that all instances share. Every call joins the caller's transaction. */
interface StoredSigningKeys {

    /** Keeps other instances from changing the keys until the transaction ends. */
    Mono<Void> lockKeys();

    /** Every key, in the order they sign. */
    Flux<StoredSigningKey> listKeys();

    /** Adds a key. */
    Mono<Void> insertKey(StoredSigningKey key);

    /** Sets the end of all keys that have none yet, but the given one. */
    Mono<Void> endAllBut(String id, Instant publishedUntil);

    /**
     * Deletes the keys whose end has come.
     *
     * @return how many
     */
    Mono<Long> deleteEndedBefore(Instant moment);
}
