package studio.atelier.billing;

import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.test.TestTokens;

/** A user with a token. */
public record Person(UserId id, String token, WebTestClient http) {

    /** Creates new users. */
    public static final class Factory {

        private final TestTokens tokens;
        private final WebTestClient http;

        Factory(TestTokens tokens, WebTestClient http) {
            this.tokens = tokens;
            this.http = http;
        }

        public Person someone() {
            return of("USER");
        }

        public Person operator() {
            return of("USER", "ADMIN");
        }

        private Person of(String... roles) {
            UUID id = UUID.randomUUID();
            return new Person(new UserId(id), tokens.of(id, roles), http);
        }
    }

    public ResponseSpec get(String uri, Object... variables) {
        return get(Locale.ENGLISH, uri, variables);
    }

    public ResponseSpec get(Locale language, String uri, Object... variables) {
        return http.get()
                .uri(uri, variables)
                .header(HttpHeaders.ACCEPT_LANGUAGE, language.toLanguageTag())
                .headers(headers -> headers.setBearerAuth(token))
                .exchange();
    }

    public ResponseSpec post(String key, Object body, String uri, Object... variables) {
        return http.post()
                .uri(uri, variables)
                .header(IdempotencyKey.HEADER, key)
                .headers(headers -> headers.setBearerAuth(token))
                .bodyValue(body)
                .exchange();
    }
}
