package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Login accepts only initData that Telegram has signed recently for our bot. */
@WholeStack
class LoginIT {

    private static final long ANYBODY = 4242;

    @Test
    void refusesForgedInitData(Stack stack, Sandbox sandbox) {
        String forged = sandbox.initData(ANYBODY).replace("4242", "4243");

        assertRefused(stack, forged, "INIT_DATA_SIGNATURE_INVALID");
    }

    @Test
    void refusesInitDataOfAnotherBot(Stack stack, Sandbox sandbox) {
        String foreign = sandbox.initData(Map.of("telegramId", ANYBODY, "botToken", "42:" + "T".repeat(35)));

        assertRefused(stack, foreign, "INIT_DATA_SIGNATURE_INVALID");
    }

    @Test
    void refusesOldInitData(Stack stack, Sandbox sandbox) {
        assertRefused(
                stack,
                sandbox.initData(Map.of("telegramId", ANYBODY, "authDateOffsetSeconds", -86_500)),
                "INIT_DATA_EXPIRED");
    }

    @Test
    void refusesInitDataFromTheFuture(Stack stack, Sandbox sandbox) {
        assertRefused(
                stack,
                sandbox.initData(Map.of("telegramId", ANYBODY, "authDateOffsetSeconds", 300)),
                "INIT_DATA_FROM_FUTURE");
    }

    @Test
    void refusesInitDataThatIsReplayedWithoutEnd(Stack stack, Sandbox sandbox) {
        String initData = sandbox.initData(ANYBODY);
        Http gateway = new Http(stack.gateway());

        int refused = 0;
        for (int i = 0; i < 70; i++) {
            Http.Answer answer = login(gateway, initData);
            refused += answer.code().equals("INIT_DATA_REPLAYED") ? 1 : 0;
        }

        assertThat(refused).isEqualTo(10);
    }

    @Test
    void refusesGarbage(Stack stack) {
        Http gateway = new Http(stack.gateway());

        assertThat(login(gateway, "hash=").status()).isBetween(400, 401);
        assertThat(login(gateway, "").status()).isBetween(400, 401);
        assertThat(login(gateway, "x".repeat(100_000)).status()).isBetween(400, 413);
    }

    private static void assertRefused(Stack stack, String initData, String code) {
        Http.Answer answer = login(new Http(stack.gateway()), initData);

        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static Http.Answer login(Http gateway, String initData) {
        return gateway.send("POST", "/api/v1/auth/telegram", Map.of(), Map.of("initData", initData));
    }
}
