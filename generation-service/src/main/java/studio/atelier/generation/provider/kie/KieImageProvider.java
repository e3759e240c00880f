package studio.atelier.generation.provider.kie;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.SafeImageFetcher;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** kie.ai's unified jobs API. It supports no idempotency keys and cannot cancel. */
@Component
class KieImageProvider implements ImageProvider {

    static final String NAME = "kie";

    private static final DataSize LARGEST_ANSWER = DataSize.ofKilobytes(256);

    private final KieProperties properties;
    private final KieCallbackSignatures signatures;
    private final SafeImageFetcher fetch;
    private final JsonMapper json;
    private final WebClient api;
    private final WebClient files;

    KieImageProvider(
            KieProperties properties,
            KieCallbackSignatures signatures,
            SafeImageFetcher fetch,
            JsonMapper json,
            ProviderHttpClients clients) {
        this.properties = properties;
        this.signatures = signatures;
        this.fetch = fetch;
        this.json = json;
        Duration longestCall = Collections.max(
                List.of(properties.createTimeout(), properties.lookTimeout(), properties.uploadTimeout()));
        WebClient.Builder authorized = clients.createClient(NAME, properties.apiUrl(), longestCall, LARGEST_ANSWER)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey());
        this.api = authorized.clone().build();
        this.files =
                authorized.clone().baseUrl(properties.uploadUrl().toString()).build();
    }

    @Override
    public String providerName() {
        return NAME;
    }

    @Override
    public int maxInputs(String model) {
        KieProperties.KieModelProperties known = properties.models().get(model);
        return known == null ? 0 : known.maxImages();
    }

    @Override
    public boolean namesTasksLater() {
        return properties.callsBack();
    }

    @Override
    public Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs) {
        return Flux.range(0, inputs.size())
                .flatMapSequential(index -> uploadInput(attemptId + "-" + index, inputs.get(index)), 4)
                .collectList();
    }

    /** Each under a new name: kie overwrites equal names, and its cache serves the old file for a while. */
    private Mono<PreparedJobInput> uploadInput(String name, InputPictureFile picture) {
        return Mono.defer(() -> files.post()
                        .uri("/api/file-stream-upload")
                        .contentType(MediaType.MULTIPART_FORM_DATA)
                        .body(BodyInserters.fromMultipartData(KieInputUploadForm.toMultipartForm(name, picture)))
                        .exchangeToMono(this::readAnswer))
                .timeout(properties.uploadTimeout())
                .map(answer -> new PreparedJobInput(picture, uploadedAddress(answer.data())))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e))
                .retryWhen(ProviderHttpClients.retryTransientFailures());
    }

    private static String uploadedAddress(JsonNode data) {
        String address = data.path("downloadUrl").asString("");
        if (address.isEmpty()) {
            address = data.path("fileUrl").asString("");
        }
        if (address.isEmpty()) {
            throw new ProviderException.Broken("kie_upload_without_address", null);
        }
        return address;
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() -> toRequestBody(request))
                .flatMap(body -> api.post()
                        .uri("/api/v1/jobs/createTask")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchangeToMono(this::readAnswer))
                .timeout(properties.createTimeout())
                .map(answer -> toAcceptedTask(answer.data()))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    private Map<String, Object> toRequestBody(ProviderImageRequest request) {
        KieProperties.KieModelProperties model = properties.models().get(request.model());
        if (model == null) {
            throw new ProviderException.Refused("kie_model_not_configured");
        }
        if (request.prompt().length() > model.maxPromptLength()) {
            throw new ProviderException.Refused("kie_prompt_too_long");
        }
        if (request.inputs().size() > model.maxImages()) {
            throw new ProviderException.Refused("kie_too_many_images");
        }
        ObjectNode body = json.createObjectNode().put("model", request.model());
        if (properties.callsBack()) {
            body.put("callBackUrl", signatures.callbackAddress(request.attemptId()));
        }
        ObjectNode input = body.putObject("input").put("prompt", request.prompt());
        model.input().forEach(input::put);
        request.parameters().forEach((name, value) -> {
            if (model.input().containsKey(name)) {
                input.putPOJO(name, value);
            }
        });
        if (!request.inputs().isEmpty()) {
            ArrayNode images = input.putArray(model.imageField());
            request.inputs().forEach(prepared -> images.add(prepared.reference()));
        }
        return json.convertValue(body, json.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    private static ImageRequestAnswer toAcceptedTask(JsonNode data) {
        String taskId = data.path("taskId").asString("");
        if (taskId.isEmpty()) {
            // Accepted without a task id: the task may run, and only its callback can name it.
            throw new ProviderException.Unanswered("kie_no_task_id", null);
        }
        return new ImageRequestAnswer.AcceptedProviderTask(taskId);
    }

    @Override
    public Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId) {
        return Mono.defer(() -> api.get()
                        .uri(uri -> uri.path("/api/v1/jobs/recordInfo")
                                .queryParam("taskId", "{taskId}")
                                .build(providerTaskId))
                        .exchangeToMono(this::readAnswer))
                .timeout(properties.lookTimeout())
                .map(answer -> toTaskStatus(answer.data()))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e))
                .retryWhen(ProviderHttpClients.retryTransientFailures());
    }

    /** Unknown states count as still running. */
    private ProviderTaskStatus toTaskStatus(JsonNode data) {
        return switch (data.path("state").asString("")) {
            case "success" -> toFinishedStatus(data.path("resultJson").asString(""));
            case "fail" -> new ProviderTaskStatus.FailedProviderTask(KieFailureMapping.ofTask(data));
            default -> new ProviderTaskStatus.RunningProviderTask(null);
        };
    }

    /** The result is JSON within a string. */
    private ProviderTaskStatus toFinishedStatus(String resultJson) {
        try {
            JsonNode urls = json.readTree(resultJson).path("resultUrls");
            String url = urls.path(0).asString("");
            if (!url.isEmpty()) {
                return new ProviderTaskStatus.SucceededProviderTask(url);
            }
        } catch (JacksonException e) {
            return new ProviderTaskStatus.FailedProviderTask(new ProviderException.Unusable("kie_malformed_result", e));
        }
        return new ProviderTaskStatus.FailedProviderTask(new ProviderException.Unusable("kie_no_result", null));
    }

    @Override
    public Mono<FetchedPictureFile> fetchImage(String url) {
        return fetch.fetchImage(url);
    }

    @Override
    public Mono<ProviderCredit> findCredit() {
        return Mono.defer(() -> api.get().uri("/api/v1/chat/credit").exchangeToMono(this::readAnswer))
                .timeout(properties.lookTimeout())
                .map(answer -> toCredit(answer.data()))
                .onErrorMap(e -> ProviderHttpClients.toProviderException(NAME, e));
    }

    private ProviderCredit toCredit(JsonNode credits) {
        if (!credits.isNumber()) {
            throw new ProviderException.Broken("kie_malformed_credit", null);
        }
        return ProviderCredit.ofAmount(credits.decimalValue(), "credits", properties.lowCredit());
    }

    private Mono<KieAnswerEnvelope> readAnswer(ClientResponse response) {
        return response.bodyToMono(String.class)
                .defaultIfEmpty("")
                .map(body ->
                        KieAnswerEnvelope.readAnswer(json, response.statusCode().value(), body));
    }
}
