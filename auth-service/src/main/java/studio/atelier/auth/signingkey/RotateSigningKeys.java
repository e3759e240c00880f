package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * Adds the next signing key in time and deletes keys that are no longer needed.
 *
 * <p>The life of a key has three spans that overlap with its neighbours: it is published before it signs, so that
 * clients that cache the JWKS know it; it signs until the next key takes over; it stays published until the last token
 * signed with it has expired, including tokens of instances that learn of the takeover late.
 */
@Component
class RotateSigningKeys {

    private final StoredSigningKeys keys;
    private final SigningKeyCipher vault;
    private final DatabaseTransactions transactions;
    private final SigningKeyProperties properties;
    private final Clock clock;

    RotateSigningKeys(
            StoredSigningKeys keys,
            SigningKeyCipher vault,
            DatabaseTransactions transactions,
            SigningKeyProperties properties,
            Clock clock) {
        this.keys = keys;
        this.vault = vault;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /** The outcome of one run. */
    record KeyRotationOutcome(boolean added, long deleted) {}

    /** Adds and deletes keys as due. May be repeated at any time, by any number of instances at once. */
    Mono<KeyRotationOutcome> handle() {
        return newKey().flatMap(fresh -> transactions.runInTransaction(Mono.defer(() -> rotateKeys(fresh))));
    }

    /** Generated before the table is locked, since it takes time; discarded if no key is due. */
    private Mono<ECKey> newKey() {
        return Mono.fromSupplier(() ->
                        TokenSigningKey.generateKey(UuidV7Generator.nextUuid().toString()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Mono<KeyRotationOutcome> rotateKeys(ECKey fresh) {
        return keys.lockKeys()
                .then(keys.listKeys().collectList())
                .map(stored -> SigningKeyRing.of(stored, vault))
                .flatMap(ring -> addIfDue(ring, fresh))
                .flatMap(added ->
                        keys.deleteEndedBefore(currentTime()).map(deleted -> new KeyRotationOutcome(added, deleted)));
    }

    private Mono<Boolean> addIfDue(SigningKeyRing ring, ECKey fresh) {
        return Mono.justOrEmpty(takeoverOfNext(ring))
                .flatMap(signsFrom -> insertNextKey(fresh, signsFrom).thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Optional<Instant> takeoverOfNext(SigningKeyRing ring) {
        Instant now = currentTime();
        if (ring.signingAt(now).isEmpty()) {
            return Optional.of(now);
        }
        Instant soonest = now.plus(properties.publishedBefore());
        return ring.lastTakeover()
                .map(last -> last.plus(properties.signsFor()))
                .filter(due -> !due.isAfter(soonest))
                .map(due -> soonest);
    }

    private Mono<Void> insertNextKey(ECKey fresh, Instant signsFrom) {
        StoredSigningKey key = new StoredSigningKey(
                fresh.getKeyID(),
                fresh.toPublicJWK().toJSONString(),
                vault.encryptKey(fresh.getKeyID(), fresh.toJSONString()),
                signsFrom,
                null);
        return keys.insertKey(key).then(keys.endAllBut(key.id(), signsFrom.plus(properties.publishedAfter())));
    }

    private Instant currentTime() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
