package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signing keys as one instance knows them.
 *
 * @param published every key whose tokens may still be valid, public parts only
 * @param usable keys this instance can sign with, in the order they sign
 */
record SigningKeyRing(JWKSet published, List<UsableSigningKey> usable) {

    /** A key and its time of takeover. */
    record UsableSigningKey(TokenSigningKey key, Instant signsFrom) {}

    SigningKeyRing {
        usable = List.copyOf(usable);
    }

    /** Builds the ring from the stored keys; keys that cannot be decrypted are only published. */
    static SigningKeyRing of(List<StoredSigningKey> stored, SigningKeyCipher vault) {
        List<JWK> published = new ArrayList<>();
        List<UsableSigningKey> usable = new ArrayList<>();
        for (StoredSigningKey key : stored) {
            published.add(parseJwk(key.publicJwk()));
            vault.decryptKey(key.id(), key.lockedJwk())
                    .map(json -> new UsableSigningKey(TokenSigningKey.of(parseJwk(json)), key.signsFrom()))
                    .ifPresent(usable::add);
        }
        return new SigningKeyRing(new JWKSet(published), usable);
    }

    private static ECKey parseJwk(String json) {
        try {
            return ECKey.parse(json);
        } catch (ParseException e) {
            throw new IllegalStateException("A stored signing key is not a JWK", e);
        }
    }

    /** The key that signs at this time, if there is one. */
    Optional<TokenSigningKey> signingAt(Instant moment) {
        return usable.stream()
                .filter(key -> !key.signsFrom().isAfter(moment))
                .reduce((earlier, later) -> later)
                .map(UsableSigningKey::key);
    }

    /** When the last usable key takes over, or took over. */
    Optional<Instant> lastTakeover() {
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of(usable.get(usable.size() - 1).signsFrom());
    }
}
