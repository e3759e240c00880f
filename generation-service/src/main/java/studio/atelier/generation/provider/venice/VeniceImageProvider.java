package studio.atelier.generation.provider.venice;

import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.EmbeddedPictures;
import studio.atelier.generation.provider.ImageParameters;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.PictureSizeLimits;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.generation.provider.RequestedParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Venice's image API: the call waits for the image and is answered with it. It supports no idempotency keys and cannot
 * cancel.
 */
@Component
@ConditionalOnProperty("atelier.venice.enabled")
class VeniceImageProvider implements ImageProvider {

    static final String NAME = "venice";

    private static final Logger log = LoggerFactory.getLogger(VeniceImageProvider.class);

    private static final int LONGEST_PROMPT = 7500;
    private static final int LONGEST_EDIT_PROMPT = 32_768;
    private static final int MOST_STEPS = 150;
    private static final double LEAST_CFG_SCALE = 0.01;
    private static final double MOST_CFG_SCALE = 20;
    private static final long MOST_SEED = 999_999_999;
    private static final PictureSizeLimits SIZES = PictureSizeLimits.ofSides(NAME, 16, 1280, 4);

    private final VeniceProperties properties;
    private final ProviderHttpClients clients;
    private final WebClient api;
    private final VeniceLockOut lockOut;

    VeniceImageProvider(VeniceProperties properties, ProviderHttpClients clients, Clock clock) {
        this.properties = properties;
        this.clients = clients;
        this.lockOut = new VeniceLockOut(clock);
        this.api = clients.createPictureClient(NAME, properties.apiUrl(), properties.timeout())
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey())
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

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() -> toRequestBody(request))
                .doOnNext(body -> lockOut.refuseWhileLockedOut())
                .flatMap(body -> api.post()
                        .uri(request.inputs().isEmpty() ? "/image/generate" : "/image/edit")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.timeout())
                .<ImageRequestAnswer>flatMap(response -> clients.readOffEventLoop(() -> toMadeImage(response)))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    private ObjectNode toRequestBody(ProviderImageRequest request) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("model", request.model())
                .put("prompt", request.prompt())
                .put("safe_mode", properties.safeMode());
        RequestedParameters parameters = new RequestedParameters(NAME, request);
        return request.inputs().isEmpty()
                ? addGenerationFields(body, request, parameters)
                : addEditFields(body, request, parameters);
    }

    private ObjectNode addGenerationFields(
            ObjectNode body, ProviderImageRequest request, RequestedParameters parameters) {
        refuseLongPrompt(request, LONGEST_PROMPT);
        body.put("format", "png").put("hide_watermark", true).put("return_binary", false);
        if (properties.modelsByResolution().contains(request.model())) {
            addRatioAndResolution(body, parameters);
        } else {
            parameters
                    .findSize(SIZES, RequestedParameters.USUAL_SIDE)
                    .ifPresent(size -> body.put("width", size.width()).put("height", size.height()));
        }
        parameters
                .findText(ImageParameters.NEGATIVE_PROMPT)
                .ifPresent(text -> body.put("negative_prompt", refuseLongText(text, LONGEST_PROMPT)));
        parameters
                .findNumber(ImageParameters.CFG_SCALE, LEAST_CFG_SCALE, MOST_CFG_SCALE)
                .ifPresent(scale -> body.put("cfg_scale", scale));
        parameters.findInteger(ImageParameters.STEPS, 1, MOST_STEPS).ifPresent(steps -> body.put("steps", steps));
        // 0 would be a random seed.
        parameters.findSeed(1, MOST_SEED).ifPresent(seed -> body.put("seed", seed));
        parameters.findQuality().ifPresent(quality -> body.put("quality", quality));
        return body;
    }

    private static ObjectNode addEditFields(
            ObjectNode body, ProviderImageRequest request, RequestedParameters parameters) {
        refuseLongPrompt(request, LONGEST_EDIT_PROMPT);
        if (request.inputs().size() > 1) {
            throw new ProviderException.Refused("venice_too_many_images");
        }
        body.put("image", EmbeddedPictures.toBase64(request.inputs().get(0).picture()))
                .put("output_format", "png");
        addRatioAndResolution(body, parameters);
        return body;
    }

    private static void addRatioAndResolution(ObjectNode body, RequestedParameters parameters) {
        parameters.findAspectRatio().ifPresent(ratio -> body.put("aspect_ratio", ratio));
        parameters.findResolution().ifPresent(resolution -> body.put("resolution", resolution));
    }

    private static void refuseLongPrompt(ProviderImageRequest request, int longest) {
        if (request.prompt().isEmpty()) {
            throw new ProviderException.Refused("venice_prompt_empty");
        }
        refuseLongText(request.prompt(), longest);
    }

    private static String refuseLongText(String text, int longest) {
        if (text.length() > longest) {
            throw new ProviderException.Refused("venice_prompt_too_long");
        }
        return text;
    }

    /** Told to a key of the kind ADMIN only; a key that may only make images is answered with 401. */
    @Override
    public Mono<ProviderCredit> findCredit() {
        return Mono.fromRunnable(lockOut::refuseWhileLockedOut)
                .then(api.get().uri("/billing/balance").exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.timeout())
                .doOnNext(lockOut::noteAnswer)
                .filter(response -> response.status() != HttpStatus.UNAUTHORIZED.value())
                .map(this::toCredit)
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    /** Venice takes DIEM, which is granted anew each day, before US dollars, and says which of them is next. */
    private ProviderCredit toCredit(ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            throw VeniceFailureMapping.ofAnswer(response);
        }
        JsonNode balance = response.readJson();
        String unit = balance.path("consumptionCurrency").asString("").equals("DIEM") ? "DIEM" : "USD";
        JsonNode amount = balance.path("balances").path(unit.toLowerCase(Locale.ROOT));
        if (!amount.isNumber()) {
            throw new ProviderException.Broken("venice_malformed_balance", null);
        }
        return ProviderCredit.ofAmount(amount.decimalValue(), unit, properties.lowCredit());
    }

    /** Edits are answered with the file itself. */
    private ImageRequestAnswer.ImmediatelyMadeImage toMadeImage(ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            lockOut.noteAnswer(response);
            ProviderException failure = VeniceFailureMapping.ofAnswer(response);
            log.warn(
                    "Venice answers with status {}, ray {}: {}",
                    response.status(),
                    response.headerValue("CF-RAY", "unknown"),
                    failure.detailCode());
            throw failure;
        }
        VeniceFailureMapping.refuseWithheldImage(response);
        if (response.isPicture()) {
            return new ImageRequestAnswer.ImmediatelyMadeImage(response.toPictureFile());
        }
        String base64 = response.readJson().path("images").path(0).asString("");
        if (base64.isEmpty()) {
            throw new ProviderException.NotMade("venice_no_image", null);
        }
        return new ImageRequestAnswer.ImmediatelyMadeImage(
                EmbeddedPictures.decodePicture(NAME, base64, clients.largestPicture()));
    }
}
