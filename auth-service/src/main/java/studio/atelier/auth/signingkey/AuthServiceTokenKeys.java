package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.JWK;
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
    public Mono<JWK> findKey(String keyId) {
        return keys.readPublishedKeys().mapNotNull(published -> published.getKeyByKeyId(keyId));
    }
}
