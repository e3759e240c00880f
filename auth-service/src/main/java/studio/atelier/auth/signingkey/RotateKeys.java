package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.contracts.Ids;
import studio.atelier.platform.database.Transactions;

/**
 * Makes the next signing key in time and takes away those nobody needs.
 *
 * <p>A key lives through three spans that overlap with its neighbours': it is published before it signs, so that
 * whoever caches the JWKS knows it; it signs, until the next one takes over; it stays published until the last token
 * signed with it has expired, on instances that learn of the takeover late too.
 */
@Service
class RotateKeys {

    private final StoredKeys keys;
    private final KeyVault vault;
    private final Transactions transactions;
    private final SigningKeyProperties properties;
    private final Clock clock;

    RotateKeys(
            StoredKeys keys, KeyVault vault, Transactions transactions, SigningKeyProperties properties, Clock clock) {
        this.keys = keys;
        this.vault = vault;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /** What one run did. */
    record Outcome(boolean added, long deleted) {}

    /** Does what is due. May be repeated at any time, by any number of instances at once. */
    Mono<Outcome> handle() {
        return newKey().flatMap(fresh -> transactions.run(Mono.defer(() -> rotate(fresh))));
    }

    /** Made before the tables are locked, since it takes time; thrown away if none is due. */
    private Mono<ECKey> newKey() {
        return Mono.fromSupplier(() -> SigningKey.generate(Ids.next().toString()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Mono<Outcome> rotate(ECKey fresh) {
        return keys.lock()
                .then(keys.all().collectList())
                .map(stored -> KeyRing.of(stored, vault))
                .flatMap(ring -> addIfDue(ring, fresh))
                .flatMap(added -> keys.deleteEndedBefore(now()).map(deleted -> new Outcome(added, deleted)));
    }

    private Mono<Boolean> addIfDue(KeyRing ring, ECKey fresh) {
        return Mono.justOrEmpty(takeoverOfNext(ring))
                .flatMap(signsFrom -> add(fresh, signsFrom).thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Optional<Instant> takeoverOfNext(KeyRing ring) {
        Instant now = now();
        if (ring.signingAt(now).isEmpty()) {
            return Optional.of(now);
        }
        Instant soonest = now.plus(properties.publishedBefore());
        return ring.lastTakeover()
                .map(last -> last.plus(properties.signsFor()))
                .filter(due -> !due.isAfter(soonest))
                .map(due -> soonest);
    }

    private Mono<Void> add(ECKey fresh, Instant signsFrom) {
        StoredKey key = new StoredKey(
                fresh.getKeyID(),
                fresh.toPublicJWK().toJSONString(),
                vault.lock(fresh.getKeyID(), fresh.toJSONString()),
                signsFrom,
                null);
        return keys.add(key).then(keys.endAllBut(key.id(), signsFrom.plus(properties.publishedAfter())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
