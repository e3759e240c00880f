package studio.atelier.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import tools.jackson.databind.JsonNode;

/** One running sandbox for the tests of all image providers, reset before each test and without latency. */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
public abstract class ProviderTest {

    protected static final int PORT = TestSocketUtils.findAvailableTcpPort();
    protected static final String KEY = "right";
    protected static final String BASIC_AUTH = "user:password";

    private static final String AT_ONCE = "{\"latencyMinMs\":0,\"latencyMaxMs\":0}";

    /** A client without a key. */
    protected SandboxClient client;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("server.port", () -> PORT);
        registry.add("atelier.sandbox.url", () -> "http://localhost:" + PORT);
        registry.add("atelier.sandbox.telegram.bot-token", () -> "42:TEST");
        registry.add("atelier.sandbox.kie.api-key", () -> KEY);
        registry.add("atelier.sandbox.openai.api-key", () -> KEY);
        registry.add("atelier.sandbox.a1111.auth", () -> BASIC_AUTH);
        registry.add("atelier.sandbox.replicate.api-key", () -> KEY);
    }

    @BeforeEach
    void resetAndDropLatency() {
        client = SandboxClient.afterReset(PORT);
        for (String provider : List.of("openai", "pollinations", "venice", "a1111", "replicate")) {
            plan(provider, AT_ONCE);
        }
    }

    protected final void plan(String provider, String plan) {
        assertThat(client.patch("/sandbox/faults", "{\"" + provider + "\":" + plan + "}")
                        .status())
                .isEqualTo(200);
    }

    protected final void orderNext(String provider, String fault) {
        assertThat(client.post("/sandbox/faults/" + provider + "/next/" + fault).status())
                .isEqualTo(200);
    }

    protected final long count(String provider, String counted) {
        return calls(provider).at("/counts").path(counted).asLong();
    }

    /** The outcomes of the provider's calls, newest first. */
    protected final List<String> outcomes(String provider) {
        return calls(provider)
                .path("items")
                .valueStream()
                .map(call -> call.path("outcome").asString())
                .toList();
    }

    protected final JsonNode calls(String provider) {
        Answer answer = client.get("/sandbox/" + provider + "/calls");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    protected final byte[] sample(String name) {
        return client.get("/sandbox/samples/" + name + ".jpg").body();
    }

    protected static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    protected static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The size as {@code 640x360}; {@code none} if no decoder accepts the bytes. */
    protected static String sizeOf(byte[] picture) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
            return image == null ? "none" : image.getWidth() + "x" + image.getHeight();
        } catch (IOException | RuntimeException e) {
            return "none";
        }
    }
}
