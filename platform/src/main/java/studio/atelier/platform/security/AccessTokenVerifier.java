package studio.atelier.platform.security;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimConversionService;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * Checks a token's form, algorithm, signature and claims, in this order, with Spring Security's decoder. ES256 is the
 * only permitted algorithm, so neither {@code none} nor an HMAC keyed with a public key is accepted.
 */
final class AccessTokenVerifier {

    private static final int LONGEST = 4096;
    private static final List<String> TIMES = List.of(JwtClaimNames.IAT, JwtClaimNames.NBF, JwtClaimNames.EXP);

    private final NimbusReactiveJwtDecoder decoder;

    AccessTokenVerifier(AccessTokenKeys keys, AuthProperties properties, Clock clock) {
        decoder = NimbusReactiveJwtDecoder.withJwkSource(
                        jwt -> Mono.justOrEmpty(jwt.getHeader().getKeyID())
                                .flatMap(keys::findKey)
                                .flux())
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setClaimSetConverter(AccessTokenVerifier::convertClaims);
        decoder.setJwtValidator(claimsValidator(properties, clock));
    }

    Mono<VerifiedAccessToken> verifyToken(String token) {
        return Mono.defer(() -> token.length() > LONGEST
                        ? Mono.error(new BadJwtException("Too long"))
                        : decoder.decode(token).map(AccessTokenVerifier::toVerifiedToken))
                .onErrorMap(AccessTokenVerifier::toRefusal);
    }

    private static OAuth2TokenValidator<Jwt> claimsValidator(AuthProperties properties, Clock clock) {
        JwtTimestampValidator validity = new JwtTimestampValidator(properties.clockSkew());
        validity.setClock(clock);
        validity.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(
                new JwtIssuerValidator(properties.issuer()),
                new JwtAudienceValidator(properties.audience()),
                validity,
                new JwtClaimValidator<Instant>(
                        JwtClaimNames.IAT,
                        issuedAt -> issuedAt != null
                                && !issuedAt.isAfter(clock.instant().plus(properties.clockSkew()))));
    }

    /** Spring's own converter invents an {@code iat} for a token without one. */
    private static Map<String, Object> convertClaims(Map<String, Object> claims) {
        Map<String, Object> converted = new HashMap<>(claims);
        TIMES.forEach(time -> converted.computeIfPresent(
                time,
                (name, value) -> ClaimConversionService.getSharedInstance().convert(value, Instant.class)));
        return converted;
    }

    private static VerifiedAccessToken toVerifiedToken(Jwt jwt) {
        Caller caller = new Caller(
                UserId.parse(requireText(jwt, JwtClaimNames.SUB)),
                UUID.fromString(requireText(jwt, "sid")),
                toRoles(jwt.getClaimAsStringList("roles")),
                SupportedLanguage.nearestTo(jwt.getClaimAsString("locale")).toLocale());
        return new VerifiedAccessToken(
                caller, Objects.requireNonNull(jwt.getIssuedAt()), Objects.requireNonNull(jwt.getExpiresAt()));
    }

    private static String requireText(Jwt jwt, String claim) {
        String text = jwt.getClaimAsString(claim);
        if (text == null) {
            throw new BadJwtException("Incomplete");
        }
        return text;
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

    /** The decoder wraps an error of the keys, and no other, in an {@link IllegalStateException}. */
    private static Throwable toRefusal(Throwable error) {
        return error instanceof IllegalStateException && error.getCause() != null
                ? error.getCause()
                : new InvalidBearerTokenException("Invalid token", error);
    }
}
