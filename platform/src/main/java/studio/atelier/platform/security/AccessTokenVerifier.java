package studio.atelier.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
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
import studio.atelier.platform.web.SupportedLanguages;

/**
 * Checks a token's form, algorithm, signature and claims. The type of the key determines the permitted algorithm, so
 * neither {@code none} nor an HMAC keyed with a public key is accepted.
 */
final class AccessTokenVerifier {

    private static final int LONGEST = 4096;

    private final AccessTokenKeys keys;
    private final AuthProperties properties;
    private final Clock clock;

    AccessTokenVerifier(AccessTokenKeys keys, AuthProperties properties, Clock clock) {
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    Mono<VerifiedAccessToken> verifyToken(String token) {
        return Mono.defer(() -> {
            SignedJWT jwt = parseJwt(token);
            return keys.findKey(keyId(jwt))
                    .switchIfEmpty(Mono.error(() -> createRefusal("Unknown key")))
                    .map(key -> verifyJwt(jwt, key));
        });
    }

    private static SignedJWT parseJwt(String token) {
        if (token.length() > LONGEST) {
            throw createRefusal("Too long");
        }
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw createRefusal("Malformed");
        }
    }

    private static String keyId(SignedJWT jwt) {
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null || jwt.getHeader().getCriticalParams() != null) {
            throw createRefusal("Malformed header");
        }
        return keyId;
    }

    private VerifiedAccessToken verifyJwt(SignedJWT jwt, PublicKey key) {
        try {
            if (!hasValidSignature(jwt, key)) {
                throw createRefusal("Wrong signature");
            }
            return accessToken(jwt.getJWTClaimsSet(), toTokenTimes(jwt));
        } catch (ParseException
                | JOSEException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException e) {
            throw createRefusal("Malformed");
        }
    }

    private static boolean hasValidSignature(SignedJWT jwt, PublicKey key) throws JOSEException {
        return key instanceof ECPublicKey ec
                && JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                && jwt.verify(new ECDSAVerifier(ec));
    }

    private VerifiedAccessToken accessToken(JWTClaimsSet claims, AccessTokenTimes times) throws ParseException {
        requireClaim(properties.issuer().equals(claims.getIssuer()), "Wrong issuer");
        requireClaim(claims.getAudience().contains(properties.audience()), "Wrong audience");
        checkTimes(times);
        return new VerifiedAccessToken(toCaller(claims), times.issuedAt(), times.expiresAt());
    }

    private void checkTimes(AccessTokenTimes times) {
        Instant now = clock.instant();
        Duration skew = properties.clockSkew();
        requireClaim(now.isBefore(times.expiresAt().plus(skew)), "Expired");
        requireClaim(!times.issuedAt().isAfter(now.plus(skew)), "Issued in the future");
        requireClaim(!times.notBefore().isAfter(now.plus(skew)), "Not yet valid");
    }

    private static AccessTokenTimes toTokenTimes(SignedJWT jwt) {
        Map<String, Object> claims = jwt.getPayload().toJSONObject();
        Instant issuedAt = toInstant(claims.get("iat"));
        Object notBefore = claims.get("nbf");
        return new AccessTokenTimes(
                issuedAt, notBefore == null ? issuedAt : toInstant(notBefore), toInstant(claims.get("exp")));
    }

    private static Caller toCaller(JWTClaimsSet claims) throws ParseException {
        String session = claims.getStringClaim("sid");
        String subject = claims.getSubject();
        if (session == null || subject == null) {
            throw createRefusal("Incomplete");
        }
        return new Caller(
                UserId.parse(subject),
                UUID.fromString(session),
                toRoles(claims.getStringListClaim("roles")),
                SupportedLanguages.ofTag(claims.getStringClaim("locale")));
    }

    /** Roles of a newer version are ignored. */
    private static Set<Caller.CallerRole> toRoles(@Nullable List<String> names) {
        EnumSet<Caller.CallerRole> roles = EnumSet.noneOf(Caller.CallerRole.class);
        if (names != null) {
            Arrays.stream(Caller.CallerRole.values())
                    .filter(role -> names.stream().anyMatch(name -> role.name().equals(name.toUpperCase(Locale.ROOT))))
                    .forEach(roles::add);
        }
        return roles;
    }

    /** Converts seconds since 1970. */
    private static Instant toInstant(@Nullable Object claim) {
        if (claim instanceof Number seconds) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        throw createRefusal("Incomplete");
    }

    private static void requireClaim(boolean holds, String otherwise) {
        if (!holds) {
            throw createRefusal(otherwise);
        }
    }

    private static InvalidBearerTokenException createRefusal(String why) {
        return new InvalidBearerTokenException(why);
    }

    private record AccessTokenTimes(Instant issuedAt, Instant notBefore, Instant expiresAt) {}
}
