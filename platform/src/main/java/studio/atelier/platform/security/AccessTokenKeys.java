package studio.atelier.platform.security;

import com.nimbusds.jose.jwk.JWK;
import reactor.core.publisher.Mono;

/**
 * The public keys that verify access tokens. By default they are read from {@code atelier.auth.jwks-uri}; the auth
 * service declares a bean of its own with direct access to them.
 */
public interface AccessTokenKeys {

    /**
     * Finds a key.
     *
     * @return the key; empty if there is none with this id; fails with {@code SERVICE_UNAVAILABLE} if the keys could
     *     not be read
     */
    Mono<JWK> findKey(String keyId);
}
