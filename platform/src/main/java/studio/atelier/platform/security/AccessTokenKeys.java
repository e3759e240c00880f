package studio.atelier.platform.security;

import java.security.PublicKey;
import reactor.core.publisher.Mono;

/**
 * The public keys that verify access tokens. By default they are read from {@code atelier.auth.jwks-uri}; the auth
 * service declares a bean of its own with direct access to them.
 */
public interface AccessTokenKeys {

    /**
     * Finds a key.
     *
     * @return an EC key on P-256; empty if there is none with this id; fails with {@code SERVICE_UNAVAILABLE} if the
     *     keys could not be read
     */
    Mono<PublicKey> findKey(String keyId);
}
