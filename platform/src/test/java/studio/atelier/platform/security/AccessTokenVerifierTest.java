package studio.atelier.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.AuthenticationException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.web.CommonProblemException;

class AccessTokenVerifierTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final AuthProperties SETTINGS = new AuthProperties(
            URI.create("http://auth"), "atelier", "atelier", Duration.ofSeconds(5), Duration.ofMinutes(5));

    private final TokenIssuer issuer = TokenIssuer.withKey("one");
    private JWK key = issuer.key().toPublicJWK();
    private final AtomicInteger asked = new AtomicInteger();
    private final AccessTokenKeys keys = keyId -> Mono.fromSupplier(() -> {
                asked.incrementAndGet();
                return key;
            })
            .filter(found -> keyId.equals("one"));
    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final UUID user = UUID.randomUUID();

    @Test
    void readsWhoCallsFromAGoodToken() {
        StepVerifier.create(verifier()
                        .verifyToken(issuer.token(user, NOW, claims -> claims, "USER", "ADMIN", "NEWER_ROLE")))
                .assertNext(token -> {
                    assertThat(token.caller().id()).isEqualTo(new UserId(user));
                    assertThat(token.caller().roles())
                            .containsExactlyInAnyOrder(Caller.CallerRole.USER, Caller.CallerRole.ADMIN);
                    assertThat(token.caller().locale().getLanguage()).isEqualTo("uk");
                    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(600));
                })
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void refusesATokenOfAnotherKeyUnderTheSameName() {
        refused(TokenIssuer.withKey("one").token(user, NOW, claims -> claims, "ADMIN"));
    }

    @Test
    void refusesAnUnknownKey() {
        refused(TokenIssuer.withKey("two").token(user, NOW, claims -> claims, "ADMIN"));
    }

    @Test
    void refusesATokenWithoutASignature() {
        refused(new PlainJWT(claims()).serialize());
        String[] parts = issuer.token(user, NOW, claims -> claims).split("\\.");
        String none = base64("{\"alg\":\"none\",\"kid\":\"one\"}");
        refused(none + "." + parts[1] + ".");
        refused(none + "." + parts[1] + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void refusesAnHmacKeyedWithThePublicKey() throws JOSEException {
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims());
        forged.sign(new MACSigner(issuer.key().toECPublicKey().getEncoded()));
        refused(forged.serialize());
    }

    @Test
    void refusesAnotherAlgorithmThoughItsKeyIsPublished() throws JOSEException {
        ECKey larger = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        key = larger.toPublicJWK();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("one").build(), claims());
        token.sign(new ECDSASigner(larger));
        refused(token.serialize());
    }

    @Test
    void refusesAHeaderThatDemandsWhatWeDoNotKnow() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("one")
                        .criticalParams(Set.of("ours"))
                        .customParam("ours", true)
                        .build(),
                claims());
        token.sign(new ECDSASigner(issuer.key()));
        refused(token.serialize());
    }

    @Test
    void refusesATokenThatNamesNoKey() throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims());
        token.sign(new ECDSASigner(issuer.key()));
        refused(token.serialize());
        assertThat(asked).hasValue(0);
    }

    @Test
    void saysThatTheKeysAreAwayInsteadOfRefusing() {
        AccessTokenVerifier withoutKeys = new AccessTokenVerifier(
                keyId -> Mono.error(CommonProblemException.serviceUnavailable(LIMIT)), SETTINGS, clock);
        StepVerifier.create(withoutKeys.verifyToken(issuer.token(user, NOW, claims -> claims)))
                .expectError(CommonProblemException.class)
                .verify(LIMIT);
    }

    @Test
    void refusesAChangedToken() {
        String[] parts = issuer.token(user, NOW, claims -> claims, "USER").split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        refused(parts[0] + "." + base64(claims.replace("USER", "ADMIN")) + "." + parts[2]);
    }

    /** Each character replaced, removed and doubled: no such token is accepted, and none causes an internal error. */
    @Test
    void refusesEveryTokenThatDiffersByOneCharacter() {
        String token = issuer.token(user, NOW, claims -> claims, "USER");
        for (int i = 0; i < token.length(); i++) {
            String before = token.substring(0, i);
            String after = token.substring(i + 1);
            refused(before + after);
            refused(before + token.charAt(i) + token.substring(i));
            // The last character of a part carries unused bits; this replacement always changes a used one.
            refused(before + (token.charAt(i) == 'A' ? 'z' : 'A') + after);
        }
    }

    @Test
    void refusesATokenOutsideItsTime() {
        refused(issuer.token(user, NOW.minusSeconds(700), claims -> claims, "USER"));
        refused(issuer.token(user, NOW.plusSeconds(60), claims -> claims, "USER"));
        refused(issuer.token(user, NOW, claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(60)))));
        refused(issuer.token(user, NOW, claims -> claims.expirationTime(null)));
        refused(issuer.token(user, NOW, claims -> claims.issueTime(null)));
        refused(issuer.token(
                user, NOW, claims -> claims.issueTime(null).expirationTime(Date.from(NOW.plusSeconds(2)))));
    }

    @Test
    void refusesATokenForOrFromOthers() {
        refused(issuer.token(user, NOW, claims -> claims.issuer("elsewhere")));
        refused(issuer.token(user, NOW, claims -> claims.audience("elsewhere")));
        refused(issuer.token(user, NOW, claims -> claims.subject("not a uuid")));
        refused(issuer.token(user, NOW, claims -> claims.claim("sid", null)));
    }

    @Test
    void refusesWhatIsNoTokenAtAll() {
        List.of("", ".", "..", "a.b.c", "x".repeat(5000), "\u0000").forEach(this::refused);
        String nested = "{\"a\":" + "[".repeat(1400) + "]".repeat(1400) + "}";
        refused(base64("{\"alg\":\"ES256\",\"kid\":\"one\"}") + "." + base64(nested) + "." + base64("x".repeat(64)));
    }

    @Test
    void remembersAVerifiedTokenButNotPastItsEnd() {
        CachedAccessTokens tokens = new CachedAccessTokens(
                new AccessTokenVerifier(keys, SETTINGS, movingClock()),
                List.of(),
                Duration.ofSeconds(5),
                movingClock());
        String token = issuer.token(user, NOW, claims -> claims, "USER");
        StepVerifier.create(tokens.verifyToken(token).then(tokens.verifyToken(token)))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(asked).hasValue(1);
        clock = Clock.fixed(NOW.plusSeconds(700), ZoneOffset.UTC);
        StepVerifier.create(tokens.verifyToken(token))
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
    }

    @Test
    void refusesARevokedTokenThoughItIsRemembered() {
        AtomicReference<Boolean> revoked = new AtomicReference<>(false);
        CachedAccessTokens tokens =
                new CachedAccessTokens(verifier(), List.of(token -> revoked.get()), Duration.ofSeconds(5), clock);
        String token = issuer.token(user, NOW, claims -> claims, "USER");
        StepVerifier.create(tokens.verifyToken(token))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        revoked.set(true);
        StepVerifier.create(tokens.verifyToken(token))
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
    }

    private void refused(String token) {
        StepVerifier.create(verifier().verifyToken(token))
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
    }

    private AccessTokenVerifier verifier() {
        return new AccessTokenVerifier(keys, SETTINGS, clock);
    }

    private Clock movingClock() {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock.instant();
            }
        };
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer("atelier")
                .audience("atelier")
                .subject(user.toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("roles", List.of("ADMIN"))
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(600)))
                .build();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
