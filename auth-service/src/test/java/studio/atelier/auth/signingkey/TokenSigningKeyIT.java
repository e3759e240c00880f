package studio.atelier.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

/** Keys with a lifetime of a second, so that several rotations happen within the test. */
@AtelierInfrastructure
@AuthServiceTest
@TestPropertySource(
        properties = {
            "atelier.auth.signing-key.signs-for=1200ms",
            "atelier.auth.signing-key.published-before=600ms",
            "atelier.auth.signing-key.published-after=5s",
            "atelier.auth.signing-key.reload-every=100ms",
            "atelier.auth.signing-key.rotation-check-every=100ms"
        })
class TokenSigningKeyIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Autowired
    Client client;

    @Autowired
    WebTestClient http;

    @Autowired
    RotateSigningKeys rotateKeys;

    @Autowired
    CurrentSigningKeys signingKeys;

    @Autowired
    TestSpace space;

    @Test
    void rotatesWhileRequestsRun() {
        Set<String> kids = ConcurrentHashMap.newKeySet();
        Flux<Long> rotation = Flux.interval(Duration.ofMillis(50))
                .onBackpressureDrop()
                .concatMap(tick -> rotateKeys.handle().thenReturn(tick));
        Mono<Long> requests = Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .flatMap(
                        tick -> Mono.fromCallable(this::tokenThatEverybodyHonours)
                                .subscribeOn(Client.THREADS),
                        4)
                .doOnNext(kids::add)
                .index((number, kid) -> number + 1)
                .takeUntil(number -> number >= 100 && kids.size() >= 3)
                .last();

        Long made = Mono.firstWithSignal(requests, rotation.then(Mono.<Long>never()))
                .block(LIMIT);

        assertThat(made).isGreaterThanOrEqualTo(100);
        assertThat(kids).as("keys that signed").hasSizeGreaterThanOrEqualTo(3);
    }

    private String tokenThatEverybodyHonours() throws Exception {
        LoggedIn person = client.logIn();
        SignedJWT token = SignedJWT.parse(person.accessToken());
        JWK key = jwks().getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(key).as("published key of the token").isNotNull();
        assertThat(token.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        client.get("me", person).expectStatus().isOk();
        return key.getKeyID();
    }

    @Test
    void makesOneKeyWhenManyInstancesRace() {
        List<RotateSigningKeys.KeyRotationOutcome> outcomes = Flux.range(0, 12)
                .flatMap(instance -> rotateKeys.handle().subscribeOn(Client.THREADS))
                .collectList()
                .block(LIMIT);

        assertThat(outcomes).hasSize(12);
        assertThat(outcomes.stream().filter(RotateSigningKeys.KeyRotationOutcome::added))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void showsOnlyPublicPartsAndLetsThemBeCached() {
        String body = http.get()
                .uri("/.well-known/jwks.json")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "max-age=300, public")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(body).contains("\"kty\":\"EC\"").contains("\"use\":\"sig\"").doesNotContain("\"d\":");
    }

    @Test
    void storesNoPrivateKeyInTheOpen() throws Exception {
        signingKeys.readCurrentKey().block(LIMIT);
        try (Connection connection = space.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select row_to_json(k)::text from signing_key k")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).doesNotContain("\\\"d\\\"");
        }
    }

    private JWKSet jwks() throws ParseException {
        return JWKSet.parse(http.get()
                .uri("/.well-known/jwks.json")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
