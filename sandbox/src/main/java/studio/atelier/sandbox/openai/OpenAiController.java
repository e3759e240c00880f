package studio.atelier.sandbox.openai;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.file.InputFiles;
import studio.atelier.sandbox.file.InputFiles.UnreachableInputException;
import studio.atelier.sandbox.picture.UndecodableInputException;
import studio.atelier.sandbox.provider.AnswerCall;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.DrawPictures;
import studio.atelier.sandbox.provider.DrawnPicture;
import studio.atelier.sandbox.provider.Forms;
import studio.atelier.sandbox.provider.ProviderRefusal;
import studio.atelier.sandbox.provider.ReceivedCall;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.provider.StandIn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for {@code https://api.openai.com/v1/images}: images come as Base64 in the answer. */
@RestController
@RequestMapping("/openai/v1/images")
class OpenAiController implements StandIn {

    private static final int MAX_INPUTS = 16;
    private static final int TOKENS_PER_INPUT = 323;

    private final AnswerCall answerCall;
    private final DrawPictures drawPictures;
    private final InputFiles inputFiles;
    private final Faults faults;
    private final Clock clock;
    private final String apiKey;

    OpenAiController(
            AnswerCall answerCall,
            DrawPictures drawPictures,
            InputFiles inputFiles,
            Faults faults,
            Clock clock,
            SandboxProperties properties) {
        this.answerCall = answerCall;
        this.drawPictures = drawPictures;
        this.inputFiles = inputFiles;
        this.faults = faults;
        this.clock = clock;
        this.apiKey = properties.openai().apiKey();
    }

    @Override
    public ImageProvider provider() {
        return ImageProvider.OPENAI;
    }

    @Override
    public boolean isAuthorized(ServerHttpRequest request) {
        return StandIn.hasBearer(request, apiKey);
    }

    @Override
    public ProviderRefusal refusal(ProviderFault fault) {
        return OpenAiErrors.of(fault);
    }

    @PostMapping("/generations")
    Mono<ResponseEntity<byte[]>> generate(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return handle(exchange, "generate", fields, () -> {
            OpenAiRequest request = OpenAiRequest.read(
                    RequestFields.ofJson(fields, OpenAiController::refuse),
                    OpenAiRequest.GENERATION_FIELDS,
                    "dall-e-2");
            return draw(request, List.of());
        });
    }

    @PostMapping(path = "/edits", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<ResponseEntity<byte[]>> edit(ServerWebExchange exchange) {
        return exchange.getMultipartData().flatMap(parts -> {
            ObjectNode fields = Forms.fieldsOf(parts);
            return handle(exchange, "edit", fields, () -> {
                OpenAiRequest request =
                        readEdit(RequestFields.ofTexts(fields, OpenAiController::refuse), "image", "image[]", "mask");
                List<Mono<byte[]>> inputs =
                        imagesIn(parts).stream().map(Forms::bytesOf).toList();
                return draw(request, inputs);
            });
        });
    }

    @PostMapping("/edits")
    Mono<ResponseEntity<byte[]>> editByReference(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return handle(exchange, "edit", fields, () -> {
            OpenAiRequest request = readEdit(RequestFields.ofJson(fields, OpenAiController::refuse), "images", "mask");
            return draw(
                    request,
                    referencesIn(fields).stream().map(inputFiles::fetch).toList());
        });
    }

    private Mono<ResponseEntity<byte[]>> handle(
            ServerWebExchange exchange,
            String operation,
            JsonNode fields,
            Supplier<Mono<ResponseEntity<byte[]>>> work) {
        exchange.getResponse()
                .getHeaders()
                .set("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
        return answerCall.handle(this, new ReceivedCall(exchange, operation, fields), work);
    }

    private static OpenAiRequest readEdit(RequestFields fields, String... ofImages) {
        Set<String> allowed = new HashSet<>(OpenAiRequest.GENERATION_FIELDS);
        allowed.add("input_fidelity");
        allowed.addAll(List.of(ofImages));
        fields.oneOf("input_fidelity", "low", "high", "low");
        return OpenAiRequest.read(fields, allowed, "gpt-image-1.5");
    }

    private static List<Part> imagesIn(MultiValueMap<String, Part> parts) {
        List<Part> images = new ArrayList<>(parts.getOrDefault("image", List.of()));
        images.addAll(parts.getOrDefault("image[]", List.of()));
        if (!images.stream().allMatch(FilePart.class::isInstance)) {
            throw OpenAiErrors.invalid("image", "Invalid type for 'image': expected a file.");
        }
        checkCount("image", images.size());
        return images;
    }

    private static List<String> referencesIn(JsonNode fields) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode reference : fields.path("images")) {
            if (reference.size() != 1 || !reference.has("image_url")) {
                throw OpenAiErrors.invalid("images", "The sandbox takes exactly one image_url for each image.");
            }
            addresses.add(reference.path("image_url").asString(""));
        }
        checkCount("images", addresses.size());
        return addresses;
    }

    private static void checkCount(String param, int count) {
        if (count == 0) {
            throw OpenAiErrors.invalid(param, "Missing required parameter: '" + param + "'.");
        }
        if (count > MAX_INPUTS) {
            throw OpenAiErrors.invalid(param, "At most " + MAX_INPUTS + " images are allowed.");
        }
    }

    private Mono<ResponseEntity<byte[]>> draw(OpenAiRequest request, List<Mono<byte[]>> inputs) {
        Flux<byte[]> read = Flux.concat(inputs).cache();
        return drawPictures
                .handle(provider(), request.orders(), read)
                .map(drawn -> answer(request, inputs.size(), drawn))
                .onErrorMap(
                        e -> e instanceof UndecodableInputException || e instanceof UnreachableInputException,
                        e -> OpenAiErrors.invalid("invalid_image_file", "image", "Invalid image file or mode."));
    }

    private ResponseEntity<byte[]> answer(OpenAiRequest request, int inputs, List<DrawnPicture> drawn) {
        boolean empty = faults.draw(provider(), Moment.RESULT).isPresent();
        int imageTokens = inputs * TOKENS_PER_INPUT;
        int inputTokens = request.textTokens() + imageTokens;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("created", clock.instant().getEpochSecond());
        body.put("background", request.madeBackground());
        body.put("output_format", request.format());
        body.put("size", request.size());
        body.put("quality", request.quality());
        body.put(
                "data",
                empty
                        ? List.of()
                        : drawn.stream()
                                .map(picture -> Map.of("b64_json", picture.base64()))
                                .toList());
        body.put(
                "usage",
                Map.of(
                        "input_tokens",
                        inputTokens,
                        "output_tokens",
                        request.outputTokens(),
                        "total_tokens",
                        inputTokens + request.outputTokens(),
                        "input_tokens_details",
                        Map.of("text_tokens", request.textTokens(), "image_tokens", imageTokens)));
        return drawn.getFirst().declareIn(Answers.json(200, body));
    }

    private static ProviderRefusal refuse(String field, String message) {
        return message.startsWith("Unknown parameter")
                ? OpenAiErrors.invalid("unknown_parameter", field, message)
                : OpenAiErrors.invalid(field, message);
    }
}
