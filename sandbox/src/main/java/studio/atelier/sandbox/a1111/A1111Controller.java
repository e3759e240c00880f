package studio.atelier.sandbox.a1111;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.a1111.SerialGeneration.Running;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.picture.UndecodableInputException;
import studio.atelier.sandbox.provider.AnswerCall;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.DrawPictures;
import studio.atelier.sandbox.provider.DrawnPicture;
import studio.atelier.sandbox.provider.ProviderRefusal;
import studio.atelier.sandbox.provider.ReceivedCall;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.provider.StandIn;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for a Stable Diffusion WebUI that was started with {@code --api}. */
@RestController
@RequestMapping("/a1111/sdapi/v1")
class A1111Controller implements StandIn {

    private static final String DATA_URI = "data:image/png;base64,";

    private final AnswerCall answerCall;
    private final DrawPictures drawPictures;
    private final SerialGeneration generations;
    private final Faults faults;
    private final JsonMapper json;
    private final Clock clock;
    private final String auth;

    A1111Controller(
            AnswerCall answerCall,
            DrawPictures drawPictures,
            SerialGeneration generations,
            Faults faults,
            JsonMapper json,
            Clock clock,
            SandboxProperties properties) {
        this.answerCall = answerCall;
        this.drawPictures = drawPictures;
        this.generations = generations;
        this.faults = faults;
        this.json = json;
        this.clock = clock;
        this.auth = properties.a1111().auth();
    }

    @Override
    public ImageProvider provider() {
        return ImageProvider.A1111;
    }

    @Override
    public boolean isAuthorized(ServerHttpRequest request) {
        String expected = "Basic " + Base64.getEncoder().encodeToString(auth.getBytes(UTF_8));
        return auth.isEmpty() || expected.equals(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION));
    }

    @Override
    public ProviderRefusal refusal(ProviderFault fault) {
        return A1111Errors.of(fault);
    }

    @PostMapping("/txt2img")
    Mono<ResponseEntity<byte[]>> textToImage(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(
                this,
                new ReceivedCall(exchange, "txt2img", fields),
                () -> generate(
                        A1111Request.readTextToImage(RequestFields.ofJson(fields, A1111Errors::invalid)), fields));
    }

    @PostMapping("/img2img")
    Mono<ResponseEntity<byte[]>> imageToImage(
            ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(
                this,
                new ReceivedCall(exchange, "img2img", fields),
                () -> generate(
                        A1111Request.readImageToImage(RequestFields.ofJson(fields, A1111Errors::invalid)), fields));
    }

    @GetMapping("/progress")
    Mono<ResponseEntity<byte[]>> progress(ServerWebExchange exchange) {
        return control(exchange, "progress", () -> progress(generations.running()));
    }

    @PostMapping("/interrupt")
    Mono<ResponseEntity<byte[]>> interrupt(ServerWebExchange exchange) {
        return control(exchange, "interrupt", () -> {
            generations.interrupt();
            return Map.of();
        });
    }

    @GetMapping("/options")
    Mono<ResponseEntity<byte[]>> options(ServerWebExchange exchange) {
        return control(
                exchange,
                "options",
                () -> Map.of("sd_model_checkpoint", "sandbox_v1.safetensors [0123456789]", "samples_format", "png"));
    }

    private Mono<ResponseEntity<byte[]>> control(ServerWebExchange exchange, String operation, Supplier<Object> body) {
        return answerCall.handleWithoutFaults(
                this,
                new ReceivedCall(exchange, operation, JsonNodeFactory.instance.objectNode()),
                () -> Mono.fromSupplier(() -> Answers.json(200, body.get())));
    }

    private Mono<ResponseEntity<byte[]>> generate(A1111Request request, ObjectNode fields) {
        List<byte[]> inputs =
                request.inputs().stream().map(A1111Controller::decoded).toList();
        Mono<List<DrawnPicture>> drawn = drawPictures.drawAll(provider(), request.orders(), Flux.fromIterable(inputs));
        return generations
                .run(request.taskId(), request.steps(), () -> drawPictures.drawLatency(provider()), drawn)
                .map(made -> answer(request, fields, made))
                .onErrorMap(UndecodableInputException.class, e -> A1111Errors.invalidEncodedImage());
    }

    private static byte[] decoded(String image) {
        String base64 = image.startsWith("data:image/") ? image.substring(image.indexOf(',') + 1) : image;
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw A1111Errors.invalidEncodedImage();
        }
    }

    private ResponseEntity<byte[]> answer(A1111Request request, ObjectNode fields, List<DrawnPicture> made) {
        ProviderFault fault = faults.draw(provider(), Moment.RESULT).orElse(null);
        String before = fault == ProviderFault.OUTPUT_DATA_URI ? DATA_URI : "";
        boolean empty = fault == ProviderFault.EMPTY_RESULT || !request.sendImages();
        ObjectNode parameters = fields.deepCopy();
        parameters.putNull("init_images");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "images",
                empty
                        ? List.of()
                        : made.stream()
                                .map(picture -> before + picture.base64())
                                .toList());
        body.put("parameters", parameters);
        body.put("info", json.writeValueAsString(request.info()));
        return made.getFirst().declareIn(Answers.json(200, body));
    }

    private Map<String, @Nullable Object> progress(Optional<Running> running) {
        double progress =
                running.map(present -> present.progress(clock.instant())).orElse(0.0);
        int steps = running.map(Running::steps).orElse(0);
        Map<String, Object> state = Map.of(
                "skipped",
                false,
                "interrupted",
                false,
                "job",
                running.map(Running::task).orElse(""),
                "job_count",
                running.isPresent() ? 1 : 0,
                "job_no",
                0,
                "sampling_step",
                (int) (progress * steps),
                "sampling_steps",
                steps);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("progress", progress);
        body.put(
                "eta_relative",
                running.map(present -> present.latency().toMillis() / 1000.0 * (1 - progress))
                        .orElse(0.0));
        body.put("state", state);
        body.put("current_image", null);
        body.put("textinfo", null);
        return body;
    }
}
