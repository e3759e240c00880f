package studio.atelier.auth.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.auth.PublishedEvents;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TurnableClock;

@AtelierInfrastructure
@AuthServiceTest
class MeIT {

    @Autowired
    Client client;

    @Autowired
    WebTestClient http;

    @Autowired
    TurnableClock clock;

    @Autowired
    PublishedEvents events;

    @Test
    void saysWhoIAm() {
        LoggedIn person = client.logIn();

        client.get("me", person)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(person.userId().toString())
                .jsonPath("$.language")
                .isEqualTo("ru")
                .jsonPath("$.premium")
                .isEqualTo(false);
    }

    @Test
    void keepsTheLanguageIChoseOverTelegrams() {
        LoggedIn person = client.logIn();

        client.patch("me", person, Map.of("language", "uk"))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.language")
                .isEqualTo("uk");

        assertThat(events.typesOf(person.telegramId()))
                .containsExactly("auth.user-registered.v1", "auth.user-updated.v1");
        assertThat(languageIn(client.logIn(person.telegramId()))).isEqualTo("uk");
        assertThat(languageIn(client.refresh(person))).isEqualTo("uk");
    }

    @Test
    void refusesALanguageWeDoNotSpeak() {
        LoggedIn person = client.logIn();

        client.patch("me", person, Map.of("language", "tlh")).expectStatus().isBadRequest();
        client.patch("me", person, Map.of()).expectStatus().isBadRequest();
    }

    @Test
    void wantsATokenThatIsOurs() throws Exception {
        LoggedIn person = client.logIn();
        JWTClaimsSet claims = SignedJWT.parse(person.accessToken()).getJWTClaimsSet();
        String keyId = SignedJWT.parse(person.accessToken()).getHeader().getKeyID();

        assertUnauthenticated(null);
        assertUnauthenticated("nonsense");
        assertUnauthenticated(
                person.accessToken().substring(0, person.accessToken().length() - 4) + "AAAA");
        assertUnauthenticated(new PlainJWT(claims).serialize());
        assertUnauthenticated(signedWithAnotherKey(claims, keyId));
        assertUnauthenticated(signedByHmac(claims, keyId));
    }

    @Test
    void honoursNoTokenForLongerThanItSays() {
        LoggedIn person = client.logIn();
        clock.turnBy(Duration.ofMinutes(15).plusSeconds(10));

        client.get("me", person).expectStatus().isUnauthorized();
    }

    private void assertUnauthenticated(@Nullable String token) {
        http.get()
                .uri("/api/v1/auth/me")
                .headers(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                })
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNAUTHENTICATED");
    }

    private static String signedWithAnotherKey(JWTClaimsSet claims, String keyId) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims);
        token.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
        return token.serialize();
    }

    private static String signedByHmac(JWTClaimsSet claims, String keyId) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), claims);
        token.sign(new MACSigner(new byte[32]));
        return token.serialize();
    }

    private static String languageIn(LoggedIn person) {
        try {
            return SignedJWT.parse(person.accessToken()).getJWTClaimsSet().getStringClaim("locale");
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
