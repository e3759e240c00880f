package studio.atelier.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import studio.atelier.sandbox.SandboxClient.Answer;

/** What every provider's calls have in common. */
class ProviderFaultsTest extends ProviderTest {

    private static final String REQUEST = "{\"model\":\"gpt-image-2\",\"prompt\":\"a car\",\"size\":\"256x256\"}";

    @Test
    void aCallThatHangsMakesNothingAndOneThatTimesOutDoes() {
        plan("openai", "{\"hangMs\":100,\"next\":{\"HANGS\":1}}");
        assertThat(generate().status()).isEqualTo(504);
        assertThat(count("openai", "billed")).isZero();
        orderNext("openai", "DONE_BUT_TIMED_OUT");
        assertThat(generate().status()).isEqualTo(504);
        assertThat(count("openai", "billed")).isEqualTo(1);
        assertThat(outcomes("openai")).containsExactly("DONE_BUT_TIMED_OUT", "HANGS");
    }

    @Test
    void breaksTheConnectionOnOrder() {
        orderNext("openai", "RESETS");
        assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(this::generate);
        assertThat(outcomes("openai")).containsExactly("RESETS");
    }

    @Test
    void aFaultHappensAtItsProviderOnlyAndAsOftenAsOrdered() {
        orderNext("openai", "SERVER_ERROR");
        assertThat(client.withBearer(KEY)
                        .get("/pollinations/image/car?width=64&height=64")
                        .status())
                .isEqualTo(200);
        assertThat(generate().status()).isEqualTo(500);
        assertThat(generate().status()).isEqualTo(200);
    }

    @Test
    void drawsOneSmallImageForBenchmarks() {
        plan("openai", "{\"drawing\":\"TINY\"}");
        assertThat(sizeOf(decoded(generate().text("/data/0/b64_json")))).isEqualTo("64x64");
    }

    @Test
    void takesAsLongAsThePlanSays() {
        plan("openai", "{\"latencyMinMs\":400,\"latencyMaxMs\":400,\"drawing\":\"TINY\"}");
        generate();
        assertThat(calls("openai").at("/items/0/tookMs").asLong()).isBetween(400L, 5000L);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, RATE_LIMIT_PICTURE",
        "pollinations, BLURRED",
        "venice, CALLBACK_LOST",
        "a1111, NO_CREDIT",
        "replicate, OUT_OF_MEMORY",
    })
    void refusesAFaultThatTheProviderDoesNotHave(String provider, String fault) {
        assertThat(client.post("/sandbox/faults/" + provider + "/next/" + fault).status())
                .isEqualTo(400);
        String rates = "{\"" + provider + "\":{\"rates\":{\"" + fault + "\":1}}}";
        assertThat(client.patch("/sandbox/faults", rates).text("/detail")).contains("does not happen at " + provider);
        assertThat(client.get("/sandbox/faults/kinds").json().path(provider))
                .extracting(kind -> kind.path("name").asString())
                .contains("SERVER_ERROR")
                .doesNotContain(fault);
    }

    private Answer generate() {
        return client.withBearer(KEY).post("/openai/v1/images/generations", REQUEST);
    }
}
