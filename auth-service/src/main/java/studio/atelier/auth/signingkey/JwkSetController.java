package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.JWKSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Publishes the keys that verify our access tokens. */
@RestController
@Tag(name = "Keys")
class JwkSetController {

    private final CurrentSigningKeys keys;
    private final SigningKeyProperties properties;

    JwkSetController(CurrentSigningKeys keys, SigningKeyProperties properties) {
        this.keys = keys;
        this.properties = properties;
    }

    @GetMapping(path = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @SecurityRequirements
    @Operation(
            summary = "The keys access tokens are verified with",
            description = "A JWK set (RFC 7517). The next key is in it before it signs; an old one stays until its"
                    + " last token has expired. Ask again when a token names a key that is not in it.",
            operationId = "getJwks")
    Mono<ResponseEntity<Map<String, Object>>> readJwkSet() {
        return keys.readPublishedKeys().map(this::toCacheableResponse);
    }

    private ResponseEntity<Map<String, Object>> toCacheableResponse(JWKSet published) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(properties.jwksMaxAge()).cachePublic())
                .body(published.toPublicJWKSet().toJSONObject());
    }
}
