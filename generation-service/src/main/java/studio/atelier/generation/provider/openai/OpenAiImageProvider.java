package studio.atelier.generation.provider.openai;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.EmbeddedPictures;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.InputPictureParts;
import studio.atelier.generation.provider.PictureSizeLimits;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.generation.provider.RequestedParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's image API, for the GPT image models: the call waits for the image and is answered with it. It supports no
 * idempotency keys and cannot cancel. These models always answer with base64 and refuse {@code response_format}.
 */
@Component
@ConditionalOnProperty("atelier.openai.enabled")
class OpenAiImageProvider implements ImageProvider {

    static final String NAME = "openai";

    private static final Logger log = LoggerFactory.getLogger(OpenAiImageProvider.class);

    private static final int LONGEST_PROMPT = 32_000;
    private static final int MOST_INPUTS = 16;

    /** Of gpt-image-2. */
    private static final PictureSizeLimits SIZES = new PictureSizeLimits(NAME, 16, 3840, 655_360, 8_294_400, 3);

    private final OpenAiProperties properties;
    private final ProviderHttpClients clients;
    private final WebClient api;

    OpenAiImageProvider(OpenAiProperties properties, ProviderHttpClients clients) {
        this.properties = properties;
        this.clients = clients;
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
        return MOST_INPUTS;
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() -> toFields(request))
                .flatMap(fields -> sendRequest(request, fields).exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.timeout())
                .<ImageRequestAnswer>flatMap(response -> clients.readOffEventLoop(() -> toMadeImage(response)))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    /** Edits take the same fields, in a form. */
    private static ObjectNode toFields(ProviderImageRequest request) {
        if (request.prompt().length() > LONGEST_PROMPT) {
            throw new ProviderException.Refused("openai_prompt_too_long");
        }
        if (request.inputs().size() > MOST_INPUTS) {
            throw new ProviderException.Refused("openai_too_many_images");
        }
        RequestedParameters parameters = new RequestedParameters(NAME, request);
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("model", request.model())
                .put("prompt", request.prompt())
                .put("n", 1)
                .put("output_format", "png");
        parameters
                .findSize(SIZES, RequestedParameters.USUAL_SIDE)
                .ifPresent(size -> fields.put("size", size.width() + "x" + size.height()));
        parameters.findQuality().ifPresent(quality -> fields.put("quality", quality));
        return fields;
    }

    private WebClient.RequestHeadersSpec<?> sendRequest(ProviderImageRequest request, ObjectNode fields) {
        return request.inputs().isEmpty()
                ? api.post()
                        .uri("/images/generations")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(fields)
                : api.post()
                        .uri("/images/edits")
                        .body(BodyInserters.fromMultipartData(
                                toEditForm(request, fields).build()));
    }

    private static MultipartBodyBuilder toEditForm(ProviderImageRequest request, ObjectNode fields) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        fields.properties()
                .forEach(field -> form.part(field.getKey(), field.getValue().asString()));
        String part = request.inputs().size() == 1 ? "image" : "image[]";
        for (PreparedJobInput input : request.inputs()) {
            InputPictureParts.addPicture(
                    form, part, InputPictureParts.toFileName("input", input.picture()), input.picture());
        }
        return form;
    }

    private ImageRequestAnswer.ImmediatelyMadeImage toMadeImage(ProviderHttpResponse response) {
        JsonNode body = response.readJson();
        if (!response.isSuccessful()) {
            ProviderException failure = OpenAiFailureMapping.ofAnswer(response, body.path("error"));
            log.warn(
                    "OpenAI answers request {} with status {}: {}",
                    response.headerValue("x-request-id", "without id"),
                    response.status(),
                    failure.detailCode());
            throw failure;
        }
        String base64 = body.path("data").path(0).path("b64_json").asString("");
        if (base64.isEmpty()) {
            throw new ProviderException.NotMade("openai_no_image", null);
        }
        return new ImageRequestAnswer.ImmediatelyMadeImage(
                EmbeddedPictures.decodePicture(NAME, base64, clients.largestPicture()));
    }
}
