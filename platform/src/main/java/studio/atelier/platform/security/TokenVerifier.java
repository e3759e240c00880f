package studio.atelier.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.web.Languages;

/**
 * Checks a token's form, algorithm, signature and claims. The key's own type decides which algorithm it may have signed
 * with, so neither {@code none} nor an HMAC keyed with a public key gets anywhere.
 */
final class TokenVerifier {

    private static final int LONGEST = 4096;

    private final TokenKeys keys;
    private final AuthProperties properties;
    private final Clock clock;

    TokenVerifier(TokenKeys keys, AuthProperties properties, Clock clock) {
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    Mono<AccessToken> verify(String token) {
        return Mono.defer(() -> {
            SignedJWT jwt = parse(token);
            return keys.find(keyId(jwt))
                    .switchIfEmpty(Mono.error(() -> refused("Unknown key")))
                    .map(key -> checked(jwt, key));
        });
    }

    private static SignedJWT parse(String token) {
        if (token.length() > LONGEST) {
            throw refused("Too long");
        }
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw refused("Malformed");
        }
    }

    private static String keyId(SignedJWT jwt) {
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null || jwt.getHeader().getCriticalParams() != null) {
            throw refused("Malformed header");
        }
        return keyId;
    }

    private AccessToken checked(SignedJWT jwt, PublicKey key) {
        try {
            if (!signed(jwt, key)) {
                throw refused("Wrong signature");
            }
            return accessToken(jwt.getJWTClaimsSet(), times(jwt));
        } catch (ParseException
                | JOSEException
                | GeneralSecurityException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException e) {
            throw refused("Malformed");
        }
    }

    private static boolean signed(SignedJWT jwt, PublicKey key) throws JOSEException, GeneralSecurityException {
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (key instanceof ECPublicKey ec && JWSAlgorithm.ES256.equals(algorithm)) {
            return jwt.verify(new ECDSAVerifier(ec));
        }
        if (key instanceof EdECPublicKey
                && (JWSAlgorithm.EdDSA.equals(algorithm) || JWSAlgorithm.Ed25519.equals(algorithm))) {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(jwt.getSigningInput());
            return signature.verify(jwt.getSignature().decode());
        }
        return false;
    }

    private AccessToken accessToken(JWTClaimsSet claims, Times times) throws ParseException {
        check(properties.issuer().equals(claims.getIssuer()), "Wrong issuer");
        check(claims.getAudience().contains(properties.audience()), "Wrong audience");
        checkTimes(times);
        return new AccessToken(caller(claims), times.issuedAt(), times.expiresAt());
    }

    private void checkTimes(Times times) {
        Instant now = clock.instant();
        Duration skew = properties.clockSkew();
        check(now.isBefore(times.expiresAt().plus(skew)), "Expired");
        check(!times.issuedAt().isAfter(now.plus(skew)), "From the future");
        check(!times.notBefore().isAfter(now.plus(skew)), "Not yet good");
    }

    private static Times times(SignedJWT jwt) {
        Map<String, Object> claims = jwt.getPayload().toJSONObject();
        Instant issuedAt = instant(claims.get("iat"));
        Object notBefore = claims.get("nbf");
        return new Times(issuedAt, notBefore == null ? issuedAt : instant(notBefore), instant(claims.get("exp")));
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        String session = claims.getStringClaim("sid");
        String subject = claims.getSubject();
        if (session == null || subject == null) {
            throw refused("Incomplete");
        }
        return new Caller(
                UserId.parse(subject),
                UUID.fromString(session),
                roles(claims.getStringListClaim("roles")),
                Languages.ofTag(claims.getStringClaim("locale")));
    }

    /** Roles of a newer version are passed over. */
    private static Set<Caller.Role> roles(@Nullable List<String> names) {
        EnumSet<Caller.Role> roles = EnumSet.noneOf(Caller.Role.class);
        if (names != null) {
            Arrays.stream(Caller.Role.values())
                    .filter(role -> names.stream().anyMatch(name -> role.name().equals(name.toUpperCase(Locale.ROOT))))
                    .forEach(roles::add);
        }
        return roles;
    }

    /** Seconds since 1970. */
    private static Instant instant(@Nullable Object claim) {
        if (claim instanceof Number seconds) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        throw refused("Incomplete");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw refused(otherwise);
        }
    }

    private static InvalidBearerTokenException refused(String why) {
        return new InvalidBearerTokenException(why);
    }

    private record Times(Instant issuedAt, Instant notBefore, Instant expiresAt) {}
}
