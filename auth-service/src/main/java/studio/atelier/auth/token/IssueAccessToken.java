package studio.atelier.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.signingkey.CurrentSigningKeys;
import studio.atelier.auth.signingkey.TokenSigningKey;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserRoleResolver;
import studio.atelier.contracts.UuidV7Generator;

/** Builds and signs access tokens. */
@Component
public class IssueAccessToken {

    private final CurrentSigningKeys keys;
    private final UserRoleResolver roles;
    private final AccessTokenProperties properties;
    private final Clock clock;

    IssueAccessToken(CurrentSigningKeys keys, UserRoleResolver roles, AccessTokenProperties properties, Clock clock) {
        this.keys = keys;
        this.roles = roles;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Issues a token: {@code sub} is the user, {@code sid} the session; {@code roles} and {@code locale} are the
     * current ones.
     */
    public Mono<IssuedAccessToken> handle(User user, UUID sessionId) {
        return keys.readCurrentKey().map(key -> signToken(key, buildClaims(user, sessionId)));
    }

    private JWTClaimsSet buildClaims(User user, UUID sessionId) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(properties.issuer())
                .audience(properties.audience())
                .subject(user.id().toString())
                .claim("sid", sessionId.toString())
                .claim(
                        "roles",
                        roles.resolveRoles(user).stream()
                                .map(Enum::name)
                                .sorted()
                                .toList())
                .claim("locale", user.language().languageCode())
                .claim("iat", now.getEpochSecond())
                .claim("exp", now.plus(properties.lifetime()).getEpochSecond())
                .jwtID(UuidV7Generator.nextUuid().toString())
                .build();
    }

    private IssuedAccessToken signToken(TokenSigningKey key, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(TokenSigningKey.ALGORITHM)
                .keyID(key.id())
                .type(JOSEObjectType.JWT)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("The signing key cannot sign", e);
        }
        return new IssuedAccessToken(token.serialize(), properties.lifetime());
    }
}
