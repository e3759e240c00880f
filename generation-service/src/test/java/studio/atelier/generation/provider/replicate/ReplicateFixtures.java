package studio.atelier.generation.provider.replicate;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.provider.replicate.ReplicateProperties.ReplicateModelProperties;

/** Settings of Replicate for tests. */
final class ReplicateFixtures {

    /** Of the vector in the specification of the signature. */
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private ReplicateFixtures() {}

    static ReplicateProperties properties(URI uri, String webhookSecret) {
        return new ReplicateProperties(
                true,
                uri.resolve("/v1"),
                "a-token",
                webhookSecret,
                URI.create("https://studio.example/"),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(256),
                Map.of(
                        "acme/paint",
                        new ReplicateModelProperties(
                                "",
                                false,
                                0,
                                Map.of("steps", "num_inference_steps", "resolution", ""),
                                Map.of("output_format", "png")),
                        "acme/one-picture",
                        new ReplicateModelProperties("image", false, 1, Map.of(), Map.of()),
                        "acme/pictures",
                        new ReplicateModelProperties("images", true, 4, Map.of(), Map.of())));
    }
}
