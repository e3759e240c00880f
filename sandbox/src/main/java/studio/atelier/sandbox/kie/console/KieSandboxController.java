package studio.atelier.sandbox.kie.console;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.kie.KieAccount;
import studio.atelier.sandbox.kie.KieCallbacks;
import studio.atelier.sandbox.kie.KieCalls;
import studio.atelier.sandbox.kie.KieRecords;
import studio.atelier.sandbox.kie.KieTask;
import studio.atelier.sandbox.kie.KieTask.CallbackAttempt;
import studio.atelier.sandbox.kie.KieTasks;

/** Shows tests and the page every task and call of kie.ai, with counts. */
@RestController
@RequestMapping("/sandbox/kie")
class KieSandboxController {

    private final KieTasks tasks;
    private final KieCalls calls;
    private final KieCallbacks callbacks;
    private final KieAccount account;
    private final KieRecords records;
    private final StoredFiles files;
    private final Clock clock;

    KieSandboxController(
            KieTasks tasks,
            KieCalls calls,
            KieCallbacks callbacks,
            KieAccount account,
            KieRecords records,
            StoredFiles files,
            Clock clock) {
        this.tasks = tasks;
        this.calls = calls;
        this.callbacks = callbacks;
        this.account = account;
        this.records = records;
        this.files = files;
        this.clock = clock;
    }

    /**
     * Tasks, newest first.
     *
     * @param callBackUrl selects tasks whose callback address contains this
     */
    @GetMapping("/tasks")
    TaskList tasks(@RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "") String callBackUrl) {
        List<TaskView> items =
                tasks.newest(limit, task -> String.valueOf(task.callBackUrl()).contains(callBackUrl)).stream()
                        .map(this::view)
                        .toList();
        return new TaskList(tasks.size(), account.credits(), calls.counts(), items);
    }

    @GetMapping("/tasks/{taskId}")
    TaskView task(@PathVariable String taskId) {
        return tasks.find(taskId).map(this::view).orElseThrow(KieSandboxController::notFound);
    }

    /** Sends the task's callback now, also one that was lost or sent before, and shows the task afterwards. */
    @PostMapping("/tasks/{taskId}/callback")
    Mono<TaskView> callBack(@PathVariable String taskId) {
        return Mono.justOrEmpty(tasks.find(taskId))
                .switchIfEmpty(Mono.error(KieSandboxController::notFound))
                .flatMap(callbacks::sendNow)
                .then(Mono.fromSupplier(() -> task(taskId)));
    }

    /** A task's image; viewing it here is not counted as a download and meets no faults. */
    @GetMapping("/tasks/{taskId}/picture")
    ResponseEntity<Flux<DataBuffer>> picture(@PathVariable String taskId) {
        return tasks.find(taskId)
                .flatMap(task -> files.find(task.outcome().result()))
                .map(file -> ResponseEntity.ok()
                        .header(HttpHeaders.CONTENT_TYPE, file.contentType())
                        .header("X-Content-Type-Options", "nosniff")
                        .contentLength(file.sizeBytes())
                        .body(files.read(file)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /** Calls of {@code createTask}, including refused ones, newest first. */
    @GetMapping("/calls")
    CallList calls(@RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "") String callBackUrl) {
        return new CallList(
                calls.counts(),
                calls.newest(limit, call -> String.valueOf(call.callBackUrl()).contains(callBackUrl)));
    }

    @PutMapping("/credit")
    Credit setCredit(@RequestBody @Valid Credit credit) {
        account.setCredits(credit.credits());
        return credit;
    }

    private static ResponseStatusException notFound() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "no such task");
    }

    private TaskView view(KieTask task) {
        return new TaskView(
                task.taskId(),
                task.input().model().id(),
                task.state(clock.instant()),
                task.input().prompt(),
                task.input().images(),
                task.callBackUrl(),
                task.createdAt(),
                task.outcome().endedAt(),
                task.input().credits(),
                task.faults(),
                task.outcome().result().isEmpty()
                        ? null
                        : records.address(task.outcome().result()),
                task.outcome().failMsg(),
                task.polls(),
                task.downloads(),
                task.callbacks());
    }

    record TaskView(
            String taskId,
            String model,
            String state,
            String prompt,
            List<String> inputs,
            @Nullable String callBackUrl,
            Instant createdAt,
            @Nullable Instant endedAt,
            int credits,
            Set<KieFault> faults,
            @Nullable String resultUrl,
            String failMsg,
            int polls,
            int downloads,
            List<CallbackAttempt> callbacks) {}

    record TaskList(int total, long credits, Map<String, Long> counts, List<TaskView> items) {}

    record CallList(Map<String, Long> counts, List<KieCalls.CreateCall> items) {}

    record Credit(@PositiveOrZero long credits) {}
}
