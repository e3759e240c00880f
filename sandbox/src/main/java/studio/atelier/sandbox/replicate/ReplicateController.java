package studio.atelier.sandbox.replicate;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.provider.AnswerCall;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.Forms;
import studio.atelier.sandbox.provider.ProviderRefusal;
import studio.atelier.sandbox.provider.ReceivedCall;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.provider.StandIn;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for {@code https://api.replicate.com/v1}. */
@RestController
@RequestMapping("/replicate/v1")
class ReplicateController implements StandIn {

    private final AnswerCall answerCall;
    private final CreatePrediction createPrediction;
    private final RunPrediction runPrediction;
    private final Predictions predictions;
    private final ReplicateFiles files;
    private final ReplicateWebhooks webhooks;
    private final Faults faults;
    private final String apiKey;

    ReplicateController(
            AnswerCall answerCall,
            CreatePrediction createPrediction,
            RunPrediction runPrediction,
            Predictions predictions,
            ReplicateFiles files,
            ReplicateWebhooks webhooks,
            Faults faults,
            SandboxProperties properties) {
        this.answerCall = answerCall;
        this.createPrediction = createPrediction;
        this.runPrediction = runPrediction;
        this.predictions = predictions;
        this.files = files;
        this.webhooks = webhooks;
        this.faults = faults;
        this.apiKey = properties.replicate().apiKey();
    }

    @Override
    public ImageProvider provider() {
        return ImageProvider.REPLICATE;
    }

    @Override
    public boolean isAuthorized(ServerHttpRequest request) {
        return StandIn.hasBearer(request, apiKey);
    }

    @Override
    public ProviderRefusal refusal(ProviderFault fault) {
        return ReplicateErrors.of(fault);
    }

    @PostMapping("/predictions")
    Mono<ResponseEntity<byte[]>> createByVersion(
            ServerWebExchange exchange,
            @RequestHeader(name = "Prefer", defaultValue = "") String prefer,
            @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(
                this, new ReceivedCall(exchange, "create", fields), () -> create(fields, null, prefer));
    }

    @PostMapping("/models/{owner}/{name}/predictions")
    Mono<ResponseEntity<byte[]>> createByModel(
            @PathVariable String owner,
            @PathVariable String name,
            ServerWebExchange exchange,
            @RequestHeader(name = "Prefer", defaultValue = "") String prefer,
            @RequestBody(required = false) byte @Nullable [] body) {
        ObjectNode fields = RequestFields.objectIn(body);
        return answerCall.handle(
                this, new ReceivedCall(exchange, "create", fields), () -> create(fields, model(owner, name), prefer));
    }

    private Mono<ResponseEntity<byte[]>> create(ObjectNode fields, @Nullable ReplicateModel model, String prefer) {
        return createPrediction.handle(fields, model, prefer).map(prediction -> {
            boolean runsAfterWait = !prediction.status().isFinal() && prefer.contains("wait");
            return Answers.json(runsAfterWait ? 202 : 201, predictions.show(prediction));
        });
    }

    @GetMapping("/predictions/{id}")
    Mono<ResponseEntity<byte[]>> read(@PathVariable String id, ServerWebExchange exchange) {
        return handleRead(exchange, "read", () -> {
            ProviderFault fault = faults.draw(provider(), Moment.POLL).orElse(null);
            if (fault == ProviderFault.POLL_HANGS) {
                return answerCall.afterHanging(provider());
            }
            if (fault == ProviderFault.POLL_SERVER_ERROR) {
                throw ReplicateErrors.of(ProviderFault.SERVER_ERROR);
            }
            return Mono.just(Answers.json(
                    200,
                    predictions.show(
                            predictions.change(id, Prediction::polled).orElseThrow(ReplicateErrors::notFound))));
        });
    }

    @PostMapping("/predictions/{id}/cancel")
    Mono<ResponseEntity<byte[]>> cancel(@PathVariable String id, ServerWebExchange exchange) {
        return handleRead(exchange, "cancel", () -> {
            runPrediction.cancel(id);
            return Mono.just(
                    Answers.json(200, predictions.show(predictions.find(id).orElseThrow(ReplicateErrors::notFound))));
        });
    }

    @GetMapping("/models/{owner}/{name}")
    Mono<ResponseEntity<byte[]>> model(
            @PathVariable String owner, @PathVariable String name, ServerWebExchange exchange) {
        return handleRead(
                exchange,
                "model",
                () -> Mono.just(Answers.json(200, model(owner, name).show())));
    }

    @GetMapping("/models/{owner}/{name}/versions/{version}")
    Mono<ResponseEntity<byte[]>> version(
            @PathVariable String owner,
            @PathVariable String name,
            @PathVariable String version,
            ServerWebExchange exchange) {
        return handleRead(exchange, "version", () -> {
            ReplicateModel model = model(owner, name);
            if (!model.version().equals(version)) {
                throw ReplicateErrors.notFound();
            }
            return Mono.just(Answers.json(200, model.showVersion()));
        });
    }

    @GetMapping("/webhooks/default/secret")
    Mono<ResponseEntity<byte[]>> secret(ServerWebExchange exchange) {
        return handleRead(exchange, "secret", () -> Mono.just(Answers.json(200, Map.of("key", webhooks.secret()))));
    }

    @PostMapping(path = "/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<ResponseEntity<byte[]>> upload(ServerWebExchange exchange) {
        return exchange.getMultipartData()
                .flatMap(parts -> answerCall.handleWithoutFaults(
                        this,
                        new ReceivedCall(exchange, "upload", Forms.fieldsOf(parts)),
                        () -> parts.getFirst("content") instanceof FilePart content
                                ? files.saveUpload(content).map(shown -> Answers.json(201, shown))
                                : Mono.error(ReplicateErrors.invalid("content is required"))));
    }

    @GetMapping("/files/{id}")
    Mono<ResponseEntity<byte[]>> file(@PathVariable String id, ServerWebExchange exchange) {
        return handleRead(
                exchange,
                "file",
                () -> Mono.just(Answers.json(200, files.showUpload(id).orElseThrow(ReplicateErrors::notFound))));
    }

    private Mono<ResponseEntity<byte[]>> handleRead(
            ServerWebExchange exchange, String operation, Supplier<Mono<ResponseEntity<byte[]>>> work) {
        ReceivedCall call = new ReceivedCall(exchange, operation, JsonNodeFactory.instance.objectNode());
        return answerCall.handleWithoutFaults(this, call, work);
    }

    private static ReplicateModel model(String owner, String name) {
        return ReplicateModel.byName(owner, name).orElseThrow(ReplicateErrors::notFound);
    }
}
