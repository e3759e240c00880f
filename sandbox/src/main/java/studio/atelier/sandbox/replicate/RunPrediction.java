package studio.atelier.sandbox.replicate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.WaitingLine;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.file.InputFiles.UnreachableInputException;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.PictureOrder.Format;
import studio.atelier.sandbox.picture.UndecodableInputException;
import studio.atelier.sandbox.provider.DrawPictures;
import studio.atelier.sandbox.provider.DrawnPicture;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.replicate.Prediction.WebhookEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs predictions: start, drawing, result files, end, and the calls of the webhook. */
@Component
class RunPrediction implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RunPrediction.class);
    private static final int AT_ONCE = 20_000;
    private static final int START_PART = 5;
    private static final int LONG_SIDE = 1024;
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\bforbidden\\b");
    private static final String NSFW = "NSFW content detected. Try running it again, or try a different prompt.";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Predictions predictions;
    private final ReplicateWebhooks webhooks;
    private final ReplicateFiles files;
    private final DrawPictures drawPictures;
    private final Clock clock;
    private final WaitingLine line = new WaitingLine("predictions", AT_ONCE);

    RunPrediction(
            Predictions predictions,
            ReplicateWebhooks webhooks,
            ReplicateFiles files,
            DrawPictures drawPictures,
            Clock clock) {
        this.predictions = predictions;
        this.webhooks = webhooks;
        this.files = files;
        this.drawPictures = drawPictures;
        this.clock = clock;
    }

    @Override
    public void destroy() {
        line.close();
    }

    /** Runs the prediction from now on, whether or not its creator waits. */
    void start(Prediction prediction) {
        line.enqueue(run(prediction)
                .doOnError(e -> log.error("Prediction {} failed unexpectedly; it never ends", prediction.id(), e)));
    }

    /** Cancels the prediction unless it has ended. */
    void cancel(String id) {
        predictions
                .changeUnlessEnded(id, present -> present.canceled(clock.instant()))
                .ifPresent(canceled -> line.enqueue(webhooks.send(canceled, WebhookEvent.COMPLETED)));
    }

    private Mono<Void> run(Prediction prediction) {
        return Mono.defer(() -> {
            Duration latency = drawPictures.drawLatency(ImageProvider.REPLICATE);
            Duration untilStart = latency.dividedBy(START_PART);
            return Mono.delay(untilStart).then(Mono.defer(() -> begin(prediction, latency.minus(untilStart))));
        });
    }

    private Mono<Void> begin(Prediction prediction, Duration left) {
        if (prediction.has(ProviderFault.TASK_ABORTED)) {
            return end(predictions.changeUnlessEnded(prediction.id(), present -> present.aborted(clock.instant())));
        }
        return Mono.justOrEmpty(
                        predictions.changeUnlessEnded(prediction.id(), present -> present.processing(clock.instant())))
                .flatMap(started -> Mono.when(
                        webhooks.send(started, WebhookEvent.START),
                        webhooks.send(started, WebhookEvent.LOGS),
                        work(started, left)));
    }

    private Mono<Void> work(Prediction prediction, Duration left) {
        if (prediction.has(ProviderFault.NEVER_FINISHES)) {
            return Mono.empty();
        }
        if (prediction.has(ProviderFault.TASK_FAILS)) {
            return Mono.delay(left).then(Mono.defer(() -> fail(prediction, "CUDA error: an illegal memory access")));
        }
        String prompt = prediction.input().path("prompt").asString("");
        if (prediction.has(ProviderFault.NSFW_FAILS)
                || FORBIDDEN.matcher(prompt).find()) {
            return Mono.delay(left).then(Mono.defer(() -> fail(prediction, NSFW)));
        }
        Mono<JsonNode> output = drawPictures
                .drawAll(ImageProvider.REPLICATE, orders(prediction), inputs(prediction))
                .flatMap(drawn -> output(prediction, drawn));
        return Mono.zip(output, Mono.delay(left), (made, waited) -> made)
                .flatMap(made -> succeed(prediction, made))
                .onErrorResume(
                        e -> e instanceof UndecodableInputException || e instanceof UnreachableInputException,
                        e -> fail(prediction, String.valueOf(e.getMessage())));
    }

    private Mono<Void> succeed(Prediction prediction, JsonNode output) {
        return end(
                predictions.changeUnlessEnded(prediction.id(), present -> present.succeeded(clock.instant(), output)));
    }

    private Mono<Void> fail(Prediction prediction, String error) {
        return end(predictions.changeUnlessEnded(prediction.id(), present -> present.failed(clock.instant(), error)));
    }

    private Mono<Void> end(Optional<Prediction> ended) {
        return Mono.justOrEmpty(ended)
                .flatMap(present -> (present.output().isNull()
                                ? Mono.<Void>empty()
                                : webhooks.send(present, WebhookEvent.OUTPUT))
                        .then(webhooks.send(present, WebhookEvent.COMPLETED)));
    }

    private Flux<byte[]> inputs(Prediction prediction) {
        return Flux.fromIterable(prediction.input().properties())
                .filter(field -> prediction.model().takesFile(field.getKey()))
                .concatMap(field -> files.readInput(field.getValue().asString()));
    }

    private static List<PictureOrder> orders(Prediction prediction) {
        String prompt = prediction.input().path("prompt").asString("");
        long seed = prediction.input().hasNonNull("seed")
                ? prediction.input().path("seed").asLong()
                : PictureOrder.seedIn(prompt).orElseGet(RequestFields::randomSeed);
        return LongStream.range(0, value(prediction, "num_outputs").asLong(1))
                .mapToObj(i -> new PictureOrder(
                        prompt,
                        List.of(),
                        seed + i,
                        value(prediction, "aspect_ratio").asString("auto"),
                        LONG_SIDE,
                        Format.named(value(prediction, "output_format").asString("png")),
                        "replicate"))
                .toList();
    }

    private static JsonNode value(Prediction prediction, String field) {
        return prediction.input().hasNonNull(field)
                ? prediction.input().path(field)
                : prediction.model().defaultOf(field);
    }

    /** Stores the images, and refers to them as the model's schema or a fault says. */
    private Mono<JsonNode> output(Prediction prediction, List<DrawnPicture> drawn) {
        if (prediction.has(ProviderFault.OUTPUT_NULL)) {
            return Mono.just(NODES.nullNode());
        }
        if (prediction.has(ProviderFault.EMPTY_RESULT)) {
            return Mono.just(NODES.arrayNode());
        }
        return Flux.range(0, drawn.size())
                .concatMap(i -> address(prediction, i, drawn.get(i)))
                .collectList()
                .map(addresses -> shaped(prediction, addresses));
    }

    private Mono<String> address(Prediction prediction, int index, DrawnPicture drawn) {
        if (prediction.has(ProviderFault.OUTPUT_DATA_URI)) {
            return Mono.just("data:application/octet-stream;base64," + drawn.base64());
        }
        if (prediction.has(ProviderFault.OUTPUT_LOCAL_PATH)) {
            return Mono.just("/tmp/out-" + index + ".png");
        }
        return files.saveResult(prediction.id(), index, drawn);
    }

    private static JsonNode shaped(Prediction prediction, List<String> addresses) {
        boolean list = prediction.has(ProviderFault.OUTPUT_LIST)
                || (prediction.model().makesList() && !prediction.has(ProviderFault.OUTPUT_STRING));
        ArrayNode all = NODES.arrayNode();
        addresses.forEach(all::add);
        return list ? all : all.path(0);
    }
}
