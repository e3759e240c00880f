package studio.atelier.generation.provider.kie;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import studio.atelier.generation.support.KieStub;

/** Settings of kie.ai for tests. */
final class KieFixtures {

    private KieFixtures() {}

    static KieProperties properties(URI uri) {
        return properties(uri, KieStub.WEBHOOK_KEY);
    }

    static KieProperties properties(URI uri, String webhookKey) {
        return new KieProperties(
                uri,
                uri,
                "sandbox",
                webhookKey,
                URI.create("https://studio.example/"),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                BigDecimal.valueOf(1000),
                Map.of(
                        "nano-banana-2",
                        new KieProperties.KieModelProperties("image_input", 14, 20_000, Map.of("output_format", "png")),
                        "google/nano-banana-edit",
                        new KieProperties.KieModelProperties("image_urls", 10, 5_000, Map.of("image_size", "auto"))));
    }
}
