package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;
import studio.atelier.sandbox.fault.Drawing;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.file.InputFiles.UnreachableInputException;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.kie.KieModel.KieInput;
import studio.atelier.sandbox.picture.BadPictures;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.PictureOrder.Format;
import studio.atelier.sandbox.picture.Pictures;
import studio.atelier.sandbox.picture.UndecodableInputException;

/** Runs the tasks: fetches the inputs, draws, waits for the latency to pass, ends the task and calls back. */
@Component
class KieWork implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(KieWork.class);
    private static final int AT_ONCE = 20_000;
    private static final int WAITING = 32_768;
    private static final int MAX_DRAWN_INPUTS = 4;
    private static final Duration EMIT_LIMIT = Duration.ofSeconds(1);

    private final KieTasks tasks;
    private final KieAccount account;
    private final KieInputs inputs;
    private final KieCallbacks callbacks;
    private final Pictures pictures;
    private final StoredFiles files;
    private final Faults faults;
    private final Clock clock;
    private final Sinks.Many<KieTask> waiting = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<KieTask>get(WAITING).get());
    private final Disposable running;

    KieWork(
            KieTasks tasks,
            KieAccount account,
            KieInputs inputs,
            KieCallbacks callbacks,
            Pictures pictures,
            StoredFiles files,
            Faults faults,
            Clock clock) {
        this.tasks = tasks;
        this.account = account;
        this.inputs = inputs;
        this.callbacks = callbacks;
        this.pictures = pictures;
        this.files = files;
        this.faults = faults;
        this.clock = clock;
        this.running = waiting.asFlux()
                .flatMap(this::carryOut, AT_ONCE)
                .subscribe(nothing -> {}, error -> log.error("Stand-in for kie.ai has stopped", error));
    }

    @Override
    public void destroy() {
        running.dispose();
    }

    /** Starts a task. One without latency and without drawing has ended when this completes. */
    Mono<Void> start(KieTask task) {
        boolean atOnce = !task.readyAt().isAfter(task.createdAt())
                && faults.kie().drawing() == Drawing.TINY
                && !task.has(KieFault.NEVER_FINISHES);
        Mono<Void> before = atOnce ? finish(task).then() : Mono.empty();
        return before.then(
                Mono.fromRunnable(() -> waiting.emitNext(task, Sinks.EmitFailureHandler.busyLooping(EMIT_LIMIT))));
    }

    private Mono<Void> carryOut(KieTask task) {
        return callbacks
                .beforeEnd(task)
                .then(Mono.defer(() -> ended(task)))
                .flatMap(callbacks::afterEnd)
                .onErrorResume(error -> {
                    log.error("Task {} failed unexpectedly; it ends with code 500", task.taskId(), error);
                    return fail(task, "500", "Internal error").flatMap(callbacks::afterEnd);
                });
    }

    /** The task once it has ended; empty if it never ends or was deleted. */
    private Mono<KieTask> ended(KieTask task) {
        Optional<KieTask> present = tasks.find(task.taskId());
        if (present.isEmpty() || task.has(KieFault.NEVER_FINISHES)) {
            return Mono.empty();
        }
        return present.get().outcome().end() != KieTask.End.NOT_YET ? Mono.just(present.get()) : finish(task);
    }

    private Mono<KieTask> finish(KieTask task) {
        if (task.has(KieFault.TASK_FAILS)) {
            return latencyOf(task)
                    .then(Mono.defer(() -> fail(task, "501", "Generation failed, please try again later")));
        }
        Mono<StoredFile> drawn = draw(task).flatMap(bytes -> store(task, bytes));
        return Mono.zip(drawn, latencyOf(task).thenReturn(true))
                .flatMap(both -> succeed(task, both.getT1()))
                .onErrorResume(UndecodableInputException.class, e -> fail(task, "422", e.getMessage() + ""))
                .onErrorResume(UnreachableInputException.class, e -> fail(task, "400", e.getMessage() + ""));
    }

    private Mono<Void> latencyOf(KieTask task) {
        Duration left = Duration.between(clock.instant(), task.readyAt());
        return left.isPositive() ? Mono.delay(left).then() : Mono.empty();
    }

    private Mono<byte[]> draw(KieTask task) {
        KieInput input = task.input();
        if (faults.kie().drawing() == Drawing.TINY) {
            return Mono.fromSupplier(() -> pictures.tiny(Format.named(input.format())));
        }
        return pictures.draw(Flux.fromIterable(input.images())
                .take(MAX_DRAWN_INPUTS)
                .concatMap(inputs::fetch)
                .collectList()
                .map(fetched -> order(task, fetched)));
    }

    private static PictureOrder order(KieTask task, List<byte[]> inputs) {
        KieInput input = task.input();
        return new PictureOrder(
                input.prompt(),
                inputs,
                seed(task),
                input.size(),
                longSide(input.resolution()),
                Format.named(input.format()),
                "sandbox");
    }

    /** Smaller than at kie.ai, so that a small machine can draw them. */
    private static int longSide(String resolution) {
        return switch (resolution) {
            case "4K" -> 2048;
            case "2K" -> 1536;
            default -> 1024;
        };
    }

    /** The seed in the prompt, which makes an image repeatable; a prompt without one gives a new image each time. */
    private static long seed(KieTask task) {
        String prompt = task.input().prompt();
        return PictureOrder.seedIn(prompt)
                .orElse(31L * prompt.hashCode() + task.taskId().hashCode());
    }

    private Mono<StoredFile> store(KieTask task, byte[] bytes) {
        Format format = Format.named(task.input().format());
        String name = task.taskId() + "." + format.extension();
        if (task.has(KieFault.EMPTY_PICTURE)) {
            return files.save(name, format.contentType(), new byte[0]);
        }
        if (task.has(KieFault.UNDECODABLE_PICTURE)) {
            return files.save(name, format.contentType(), BadPictures.scrambled(bytes));
        }
        if (task.has(KieFault.WRONG_FORMAT)) {
            return files.save(name, format.contentType(), BadPictures.gif());
        }
        return files.save(name, task.has(KieFault.WRONG_MIME) ? "text/html" : format.contentType(), bytes);
    }

    private Mono<KieTask> succeed(KieTask task, StoredFile file) {
        Instant now = clock.instant();
        return Mono.justOrEmpty(tasks.change(task.taskId(), present -> present.succeeded(now, file.name())));
    }

    /** The price of a failed task is refunded. */
    private Mono<KieTask> fail(KieTask task, String code, String message) {
        Instant now = clock.instant();
        account.giveBack(task.input().credits());
        return Mono.justOrEmpty(tasks.change(task.taskId(), present -> present.failed(now, code, message)));
    }
}
