package studio.atelier.generation.provider.a1111;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.generation.picture.PictureFileReader;
import studio.atelier.generation.provider.EmbeddedPictures;
import studio.atelier.generation.provider.ImageParameters;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.PictureSizeLimits;
import studio.atelier.generation.provider.PictureSizeLimits.PictureSize;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.generation.provider.RequestedParameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Stable Diffusion WebUI: the call waits for the image and is answered with it. The WebUI makes one image after the
 * other, so its queue has one slot. Progress and interruption are of the whole WebUI, not of one call: they are used
 * only while the WebUI says that the call's own task is the one that runs.
 */
@Component
@ConditionalOnProperty("atelier.a1111.enabled")
class A1111ImageProvider implements ImageProvider {

    static final String NAME = "a1111";

    /** As a route's model: the checkpoint that is loaded. */
    static final String LOADED_CHECKPOINT = "default";

    /** For a call that reads or interrupts; the WebUI answers these while it makes an image. */
    private static final Duration CONTROL_LIMIT = Duration.ofSeconds(3);

    private static final int MOST_STEPS = 150;
    private static final double MOST_CFG_SCALE = 30;
    private static final long MOST_SEED = 0xffff_ffffL;
    private static final int MOST_RATIO = 4;
    private static final PictureSizeLimits SIZES = PictureSizeLimits.ofSides(NAME, 8, 2048, MOST_RATIO);

    private final A1111Properties properties;
    private final PictureFileReader pictures;
    private final ProviderHttpClients clients;
    private final WebClient api;

    A1111ImageProvider(A1111Properties properties, PictureFileReader pictures, ProviderHttpClients clients) {
        this.properties = properties;
        this.clients = clients;
        this.pictures = pictures;
        this.api = clients.createPictureClient(NAME, properties.apiUrl(), properties.timeout())
                .defaultHeaders(headers -> {
                    if (!properties.auth().isEmpty()) {
                        headers.setBasicAuth(Base64.getEncoder()
                                .encodeToString(properties.auth().getBytes(StandardCharsets.UTF_8)));
                    }
                })
                .build();
    }

    @Override
    public String providerName() {
        return NAME;
    }

    @Override
    public int maxInputs(String model) {
        return 1;
    }

    /**
     * Sends inputs as {@code data:} URIs, and once more as bare base64 to a WebUI that cannot read those: it refuses
     * them before it makes anything.
     */
    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        Mono<ImageRequestAnswer> call = sendRequest(request, EmbeddedPictures::toDataUri);
        return request.inputs().isEmpty()
                ? call
                : call.onErrorResume(
                        A1111FailureMapping::isUnreadInput, e -> sendRequest(request, EmbeddedPictures::toBase64));
    }

    private Mono<ImageRequestAnswer> sendRequest(
            ProviderImageRequest request, Function<InputPictureFile, String> encodeInput) {
        return Mono.fromCallable(() -> toRequestBody(request, encodeInput))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(body -> api.post()
                        .uri(request.inputs().isEmpty() ? "/sdapi/v1/txt2img" : "/sdapi/v1/img2img")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.timeout())
                .<ImageRequestAnswer>flatMap(response -> clients.readOffEventLoop(() -> toMadeImage(response)))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    @Override
    public CancellableWork cancellableWork() {
        return CancellableWork.CALL;
    }

    /** Others may use the same WebUI: their images are not interrupted. */
    @Override
    public Mono<Boolean> cancelWork(UUID attemptId, @Nullable String providerTaskId) {
        return findOwnProgress(attemptId)
                .flatMap(running -> api.post()
                        .uri("/sdapi/v1/interrupt")
                        .exchangeToMono(ProviderHttpResponse::readResponse)
                        .timeout(CONTROL_LIMIT))
                .map(A1111ImageProvider::requireSuccess)
                .hasElement()
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    @Override
    public Mono<Integer> findPercent(UUID attemptId) {
        return findOwnProgress(attemptId)
                .map(progress -> (int) Math.round(Math.clamp(progress, 0.0, 1.0) * 100))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    /** The progress from 0 to 1, or empty if the WebUI is not at work on this call. */
    private Mono<Double> findOwnProgress(UUID attemptId) {
        return Mono.defer(() -> api.get()
                        .uri("/sdapi/v1/progress?skip_current_image=true")
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(CONTROL_LIMIT)
                .map(response -> requireSuccess(response).readJson())
                .filter(answer -> answer.path("state").path("job").asString("").equals(taskIdOf(attemptId)))
                .map(answer -> answer.path("progress").asDouble(0));
    }

    private static ProviderHttpResponse requireSuccess(ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            throw A1111FailureMapping.ofAnswer(response);
        }
        return response;
    }

    private static String taskIdOf(UUID attemptId) {
        return "task(" + attemptId + ")";
    }

    private ObjectNode toRequestBody(ProviderImageRequest request, Function<InputPictureFile, String> encodeInput) {
        if (request.inputs().size() > 1) {
            throw new ProviderException.Refused("a1111_too_many_images");
        }
        RequestedParameters parameters = new RequestedParameters(NAME, request);
        PictureSize size = sizeOf(request, parameters);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("prompt", request.prompt())
                .put("width", size.width())
                .put("height", size.height())
                .put("seed", parameters.findSeed(0, MOST_SEED).orElse(-1L))
                .put("batch_size", 1)
                .put("n_iter", 1)
                .put("send_images", true)
                .put("save_images", false)
                .put("force_task_id", taskIdOf(request.attemptId()));
        addChoices(body, request.model());
        parameters.findText(ImageParameters.NEGATIVE_PROMPT).ifPresent(text -> body.put("negative_prompt", text));
        parameters.findInteger(ImageParameters.STEPS, 1, MOST_STEPS).ifPresent(steps -> body.put("steps", steps));
        parameters
                .findNumber(ImageParameters.CFG_SCALE, 1, MOST_CFG_SCALE)
                .ifPresent(scale -> body.put("cfg_scale", scale));
        for (PreparedJobInput input : request.inputs()) {
            body.putArray("init_images").add(encodeInput.apply(input.picture()));
            parameters
                    .findNumber(ImageParameters.STRENGTH, 0, 1)
                    .ifPresent(strength -> body.put("denoising_strength", strength));
        }
        return body;
    }

    private void addChoices(ObjectNode body, String model) {
        if (!model.equals(LOADED_CHECKPOINT)) {
            body.putObject("override_settings").put("sd_model_checkpoint", model);
        }
        if (!properties.sampler().isEmpty()) {
            body.put("sampler_name", properties.sampler());
        }
        if (!properties.scheduler().isEmpty()) {
            body.put("scheduler", properties.scheduler());
        }
    }

    /** An edit has the ratio of its input unless another is requested; the WebUI would make it square. */
    private PictureSize sizeOf(ProviderImageRequest request, RequestedParameters parameters) {
        return parameters
                .findSize(SIZES, properties.usualSide())
                .orElseGet(
                        () -> SIZES.fitSize(ratioOfInput(request), parameters.findLongerSide(properties.usualSide())));
    }

    private double ratioOfInput(ProviderImageRequest request) {
        if (request.inputs().isEmpty()) {
            return 1;
        }
        try {
            PictureFileHeader header =
                    pictures.inspectFile(request.inputs().get(0).picture().bytes());
            return Math.clamp((double) header.width() / header.height(), 1.0 / MOST_RATIO, MOST_RATIO);
        } catch (PictureException e) {
            throw new ProviderException.Refused("a1111_input_not_readable");
        }
    }

    private ImageRequestAnswer.ImmediatelyMadeImage toMadeImage(ProviderHttpResponse response) {
        String base64 =
                requireSuccess(response).readJson().path("images").path(0).asString("");
        if (base64.isEmpty()) {
            throw new ProviderException.NotMade("a1111_no_image", null);
        }
        return new ImageRequestAnswer.ImmediatelyMadeImage(
                EmbeddedPictures.decodePicture(NAME, base64, clients.largestPicture()));
    }
}
