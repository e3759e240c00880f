package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway and each service accept only valid access tokens signed by auth. */
@WholeStack
class TokenIT {

    /** A way to forge a token. */
    private interface Forgery {

        String forge(TokenForge forge) throws GeneralSecurityException;
    }

    static Stream<Arguments> forged() {
        return Stream.of(
                forged("of no algorithm", forge -> forge.unsigned("none")),
                forged("of no algorithm, in capitals", forge -> forge.unsigned("NONE")),
                forged("signed by nobody", forge -> forge.unsigned("ES256")),
                forged("with a signature of zeros", TokenForge::withEmptySignature),
                forged("signed with another key", forge -> forge.withAnotherKey(Map.of())),
                forged("signed with a key nobody knows", forge -> forge.withAnotherKey(Map.of("kid", "mine"))),
                forged("signed with our public key as a secret", TokenForge::withOurPublicKeyAsSecret),
                forged("signed with our public key in PEM", TokenForge::withOurPublicKeyInPemAsSecret),
                forged("that has expired", forge -> forge.withOurKey(Map.of("exp", seconds(-60)))),
                forged("that never expires", forge -> forge.withOurKey(Map.of("exp", "never"))),
                forged("from the future", forge -> forge.withOurKey(Map.of("iat", seconds(60)))),
                forged("of another issuer", forge -> forge.withOurKey(Map.of("iss", "somebody"))),
                forged("for somebody else", forge -> forge.withOurKey(Map.of("aud", "somebody"))));
    }

    private static Arguments forged(String what, Forgery forgery) {
        return arguments(what, forgery);
    }

    @ParameterizedTest(name = "a token {0}")
    @MethodSource("forged")
    void refuses(String what, Forgery forgery, Stack stack) throws Exception {
        String token = forgery.forge(TokenForge.after(Person.newcomer(stack), stack));

        doors(stack).forEach((door, answer) -> {
            Http.Answer refusal = answer.apply(token);
            assertThat(refusal.status()).as("%s at %s: %s", what, door, refusal).isEqualTo(401);
            assertThat(refusal.code()).isEqualTo("UNAUTHENTICATED");
            assertThat(refusal.headers().get("Content-Type")).startsWith("application/problem+json");
        });
    }

    /** Control case: otherwise the tokens above might be refused because of a fault in {@link TokenForge}. */
    @Test
    void believesAForgerWhoHasOurKey(Stack stack) throws Exception {
        String token = TokenForge.after(Person.newcomer(stack), stack).withOurKey(Map.of());

        doors(stack)
                .forEach((door, answer) -> assertThat(answer.apply(token).status())
                        .as(door)
                        .isEqualTo(door.startsWith("chat") ? 403 : 200));
    }

    /** Protected paths at the gateway and at the services' own ports; chat has only operator paths so far. */
    private static Map<String, Function<String, Http.Answer>> doors(Stack stack) {
        Map<String, Function<String, Http.Answer>> doors = new LinkedHashMap<>();
        doors.put("gateway", token -> get(stack.gateway(), "/api/v1/billing/balance", token));
        doors.put("gateway itself", token -> post(stack.gateway(), "/api/v1/realtime/tickets", token));
        doors.put("auth", token -> get(stack.service("AUTH"), "/api/v1/auth/me", token));
        doors.put("billing", token -> get(stack.service("BILLING"), "/api/v1/billing/balance", token));
        doors.put("generation", token -> get(stack.service("GENERATION"), "/api/v1/generations", token));
        doors.put("chat", token -> get(stack.service("CHAT"), "/api/v1/admin/chat/scheduled-tasks", token));
        return doors;
    }

    private static Http.Answer get(URI base, String path, String token) {
        return new Http(base).send("GET", path, Map.of("Authorization", "Bearer " + token), null);
    }

    private static Http.Answer post(URI base, String path, String token) {
        return new Http(base).send("POST", path, Map.of("Authorization", "Bearer " + token), null);
    }

    private static long seconds(long fromNow) {
        return Instant.now().getEpochSecond() + fromNow;
    }
}
