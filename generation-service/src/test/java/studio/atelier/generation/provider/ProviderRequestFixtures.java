package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.ImageRequestAnswer;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.ImageProvider.PreparedJobInput;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;

/** Requests to providers, and what comes of them. */
public final class ProviderRequestFixtures {

    public static final Duration LIMIT = Duration.ofSeconds(20);

    /** A small picture file. */
    public static final byte[] PNG = PictureFixtures.png(64, 48);

    public static final String PNG_BASE64 = Base64.getEncoder().encodeToString(PNG);

    private ProviderRequestFixtures() {}

    public static ProviderImageRequest request(Map<String, Object> parameters) {
        return new ProviderImageRequest(UUID.randomUUID(), "a-model", "a red kite", List.of(), parameters);
    }

    public static ProviderImageRequest requestOf(String model, String prompt) {
        return new ProviderImageRequest(UUID.randomUUID(), model, prompt, List.of(), Map.of());
    }

    /** A request with input pictures of 64 x 48 pixels. */
    public static ProviderImageRequest edit(int inputs, Map<String, Object> parameters) {
        List<PreparedJobInput> prepared = Stream.generate(
                        () -> PreparedJobInput.withinRequest(new InputPictureFile(PNG, "image/png")))
                .limit(inputs)
                .toList();
        return new ProviderImageRequest(UUID.randomUUID(), "a-model", "a red kite", prepared, parameters);
    }

    /** The image that is expected to be made at once. */
    public static FetchedPictureFile made(Mono<ImageRequestAnswer> call) {
        ImageRequestAnswer answer = call.block(LIMIT);
        return ((ImageRequestAnswer.ImmediatelyMadeImage) answer).picture();
    }

    /** The answer is expected to be read by a thread that decodes pictures, not by an event loop. */
    public static void expectReadOffEventLoop(Mono<?> call) {
        assertThat(call.map(answer -> Thread.currentThread().getName()).block(LIMIT))
                .startsWith("decode-");
    }

    /** The call is expected to fail with an exception of this simple name. */
    public static void expectFailure(Mono<?> call, String exception) {
        StepVerifier.create(call)
                .expectErrorSatisfies(e -> {
                    assertThat(e).isInstanceOf(ProviderException.class);
                    assertThat(e.getClass().getSimpleName()).isEqualTo(exception);
                })
                .verify(LIMIT);
    }

    /** The call is expected to fail with an exception of this simple name and detail code. */
    public static void expectFailure(Mono<?> call, String exception, String detail) {
        StepVerifier.create(call)
                .expectErrorSatisfies(e -> {
                    assertThat(e).isInstanceOf(ProviderException.class);
                    assertThat(e.getClass().getSimpleName()).isEqualTo(exception);
                    assertThat(((ProviderException) e).detailCode()).isEqualTo(detail);
                })
                .verify(LIMIT);
    }
}
