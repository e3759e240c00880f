package studio.atelier.auth.signingkey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.AccessTokenKeys;

/** The keys with which this service verifies its own callers' tokens, without an HTTP call to itself. */
@Component
class AuthServiceTokenKeys implements AccessTokenKeys {

    private final CurrentSigningKeys keys;

    AuthServiceTokenKeys(CurrentSigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Mono<PublicKey> findKey(String keyId) {
        return keys.readPublishedKeys().mapNotNull(published -> publicKey(published, keyId));
    }

    private static @Nullable PublicKey publicKey(JWKSet published, String keyId) {
        JWK key = published.getKeyByKeyId(keyId);
        try {
            return key == null ? null : key.toECKey().toECPublicKey();
        } catch (JOSEException e) {
            throw new IllegalStateException("A published key is malformed", e);
        }
    }
}
