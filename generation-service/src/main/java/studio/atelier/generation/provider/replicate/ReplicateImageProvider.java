package studio.atelier.generation.provider.replicate;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.EmbeddedPictures;
import studio.atelier.generation.provider.ImageParameters;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.InputPictureParts;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.generation.provider.SafeImageFetcher;
import studio.atelier.generation.provider.replicate.ReplicateProperties.ReplicateModelProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replicate's predictions. It supports no idempotency keys. A prediction is created without waiting for it, so that its
 * id is known as early as possible: a restart then resumes it instead of paying for a second. Output is deleted after
 * an hour.
 */
@Component
@ConditionalOnProperty("atelier.replicate.enabled")
class ReplicateImageProvider implements ImageProvider {

    static final String NAME = "replicate";

    private static final int UPLOADS_AT_ONCE = 4;

    private final ReplicateProperties properties;
    private final ReplicateWebhookSignatures signatures;
    private final ReplicateInputSchemas schemas;
    private final SafeImageFetcher fetch;
    private final JsonMapper json;
    private final ProviderHttpClients clients;
    private final WebClient api;

    ReplicateImageProvider(
            ReplicateProperties properties,
            ReplicateWebhookSignatures signatures,
            ReplicateInputSchemas schemas,
            SafeImageFetcher fetch,
            JsonMapper json,
            ProviderHttpClients clients) {
        this.properties = properties;
        this.clients = clients;
        this.signatures = signatures;
        this.schemas = schemas;
        this.fetch = fetch;
        this.json = json;
        Duration longestCall = Collections.max(
                List.of(properties.createTimeout(), properties.lookTimeout(), properties.uploadTimeout()));
        this.api = clients.createPictureClient(NAME, properties.apiUrl(), longestCall)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey())
                .build();
    }

    @Override
    public String providerName() {
        return NAME;
    }

    @Override
    public int maxInputs(String model) {
        ReplicateModelProperties known = properties.modelNamed(model);
        return known.imageField().isEmpty() ? 0 : known.maxImages();
    }

    @Override
    public boolean namesTasksLater() {
        return properties.callsBack();
    }

    @Override
    public Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs) {
        return Flux.range(0, inputs.size())
                .flatMapSequential(index -> prepareInput(attemptId + "-" + index, inputs.get(index)), UPLOADS_AT_ONCE)
                .collectList();
    }

    private Mono<PreparedJobInput> prepareInput(String name, InputPictureFile picture) {
        return picture.bytes().length <= properties.largestDataUri().toBytes()
                ? Mono.fromSupplier(() -> new PreparedJobInput(picture, EmbeddedPictures.toDataUri(picture)))
                : uploadInput(name, picture);
    }

    /** Uploads are free, so they are retried, unlike predictions. */
    private Mono<PreparedJobInput> uploadInput(String name, InputPictureFile picture) {
        return Mono.defer(() -> api.post()
                        .uri("/files")
                        .contentType(MediaType.MULTIPART_FORM_DATA)
                        .body(BodyInserters.fromMultipartData(toUploadForm(name, picture)))
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.uploadTimeout())
                .map(response -> new PreparedJobInput(picture, uploadedAddress(readAnswer(response))))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e))
                .retryWhen(ProviderHttpClients.retryTransientFailures());
    }

    private static MultiValueMap<String, HttpEntity<?>> toUploadForm(String name, InputPictureFile picture) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        InputPictureParts.addPicture(form, "content", InputPictureParts.toFileName(name, picture), picture);
        return form.build();
    }

    private static String uploadedAddress(JsonNode file) {
        String address = file.path("urls").path("get").asString("");
        if (address.isEmpty()) {
            throw new ProviderException.Broken("replicate_upload_without_address", null);
        }
        return address;
    }

    /** Whatever the prediction's state, it is looked at afterwards: one that has already failed, too. */
    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() -> toInput(request))
                .flatMap(input -> schemas.fitInput(request.model(), input, pictureField(request)))
                .map(input -> toRequestBody(request, input))
                .flatMap(body -> api.post()
                        .uri("/predictions")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.createTimeout())
                .<ImageRequestAnswer>map(this::toAcceptedTask)
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    private ObjectNode toInput(ProviderImageRequest request) {
        ReplicateModelProperties model = properties.modelNamed(request.model());
        if (request.inputs().size() > maxInputs(request.model())) {
            throw new ProviderException.Refused("replicate_too_many_images");
        }
        ObjectNode input = json.createObjectNode().put("prompt", request.prompt());
        model.input().forEach((name, value) -> input.set(name, json.valueToTree(value)));
        request.parameters().forEach((name, value) -> putParameter(input, model, name, value));
        putPictures(input, model, request.inputs());
        return input;
    }

    private String pictureField(ProviderImageRequest request) {
        return request.inputs().isEmpty()
                ? ""
                : properties.modelNamed(request.model()).imageField();
    }

    private ObjectNode toRequestBody(ProviderImageRequest request, ObjectNode input) {
        ObjectNode body = json.createObjectNode().put("version", request.model());
        if (properties.callsBack()) {
            body.put("webhook", signatures.callbackAddress(request.attemptId()));
            body.putArray("webhook_events_filter").add("completed");
        }
        body.set("input", input);
        return body;
    }

    private void putParameter(ObjectNode input, ReplicateModelProperties model, String name, Object value) {
        String ofModel = model.parameterNames().getOrDefault(name, name);
        boolean leftToModel = name.equals(ImageParameters.ASPECT_RATIO) && value.equals("auto");
        if (!ofModel.isEmpty() && !leftToModel) {
            input.set(ofModel, json.valueToTree(value));
        }
    }

    private static void putPictures(ObjectNode input, ReplicateModelProperties model, List<PreparedJobInput> pictures) {
        if (pictures.isEmpty()) {
            return;
        }
        if (model.imageList()) {
            ArrayNode list = input.putArray(model.imageField());
            pictures.forEach(picture -> list.add(picture.reference()));
        } else {
            input.put(model.imageField(), pictures.get(0).reference());
        }
    }

    /** Replicate's own client repeats a create only after a 429: after a 5xx there may be a prediction. */
    private ImageRequestAnswer toAcceptedTask(ProviderHttpResponse response) {
        if (response.status() >= 500) {
            throw new ProviderException.Unanswered("replicate_" + response.status(), null);
        }
        return ReplicatePredictions.idOf(readAnswer(response))
                .map(ImageRequestAnswer.AcceptedProviderTask::new)
                .orElseThrow(() -> new ProviderException.Unanswered("replicate_no_task_id", null));
    }

    @Override
    public Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId) {
        return Mono.defer(() -> api.get()
                        .uri("/predictions/{id}", providerTaskId)
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.lookTimeout())
                .flatMap(response ->
                        clients.readOffEventLoop(() -> ReplicatePredictions.toTaskStatus(readAnswer(response))))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e))
                .retryWhen(ProviderHttpClients.retryTransientFailures());
    }

    @Override
    public CancellableWork cancellableWork() {
        return CancellableWork.TASK;
    }

    /** A prediction that has ended stays as it is, and Replicate answers with it. */
    @Override
    public Mono<Boolean> cancelWork(UUID attemptId, @Nullable String providerTaskId) {
        return providerTaskId == null
                ? Mono.just(false)
                : Mono.defer(() -> api.post()
                                .uri("/predictions/{id}/cancel", providerTaskId)
                                .exchangeToMono(ProviderHttpResponse::readResponse))
                        .timeout(properties.lookTimeout())
                        .map(response -> ReplicatePredictions.isCanceled(readAnswer(response)))
                        .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e))
                        .retryWhen(ProviderHttpClients.retryTransientFailures());
    }

    @Override
    public Mono<FetchedPictureFile> fetchImage(String url) {
        return EmbeddedPictures.isDataUri(url)
                ? clients.readOffEventLoop(() -> EmbeddedPictures.decodePicture(NAME, url, clients.largestPicture()))
                : fetch.fetchImage(url);
    }

    private JsonNode readAnswer(ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            throw response.toFailure("replicate_" + response.status());
        }
        return response.readJson();
    }
}
