package studio.atelier.platform.security;

import java.security.PublicKey;
import reactor.core.publisher.Mono;

/**
 * The public keys access tokens are signed with. By default they are read from {@code atelier.auth.jwks-uri}; the auth
 * service declares a bean of its own that knows them first hand.
 */
public interface AccessTokenKeys {

    /**
     * Finds a key.
     *
     * @return an EC key on P-256 or an Ed25519 key; empty if there is none with this id; fails with
     *     {@code SERVICE_UNAVAILABLE} if nobody could be asked
     */
    Mono<PublicKey> findKey(String keyId);
}
