package studio.atelier.sandbox.kie;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.HangUp;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.fault.KieFault.Moment;
import tools.jackson.databind.JsonNode;

/** Stands in for {@code https://api.kie.ai}: the outcome is in the body's {@code code}. */
@RestController
@RequestMapping("/kie/api/v1")
class KieController {

    private final CreateTask createTask;
    private final KieTasks tasks;
    private final KieRecords records;
    private final KieAccount account;
    private final KieFiles files;
    private final KieCalls calls;
    private final Faults faults;

    KieController(
            CreateTask createTask,
            KieTasks tasks,
            KieRecords records,
            KieAccount account,
            KieFiles files,
            KieCalls calls,
            Faults faults) {
        this.createTask = createTask;
        this.tasks = tasks;
        this.records = records;
        this.account = account;
        this.files = files;
        this.calls = calls;
        this.faults = faults;
    }

    @PostMapping("/jobs/createTask")
    Mono<Map<String, Object>> createTask(@RequestBody JsonNode request) {
        return createTask.handle(request).map(taskId -> success(Map.of("taskId", taskId, "recordId", taskId)));
    }

    @GetMapping("/jobs/recordInfo")
    Mono<Map<String, Object>> recordInfo(@RequestParam(defaultValue = "") String taskId) {
        calls.count("recordInfo");
        KieFault fault = faults.draw(Moment.POLL).orElse(null);
        if (fault == KieFault.POLL_HANGS) {
            return KieRefusal.afterHanging(faults.kie().hangMs());
        }
        if (fault == KieFault.POLL_SERVER_ERROR) {
            return Mono.error(KieRefusal.http(500, "Internal Server Error"));
        }
        if (taskId.isBlank()) {
            return Mono.error(KieRefusal.code(400, "taskId cannot be empty"));
        }
        return Mono.justOrEmpty(tasks.change(taskId, KieTask::polled))
                .switchIfEmpty(Mono.error(() -> KieRefusal.unprocessable("recordInfo is null")))
                .map(task -> success(records.record(task)));
    }

    @GetMapping("/chat/credit")
    Map<String, Object> credit() {
        return success(account.credits());
    }

    @PostMapping("/common/download-url")
    Map<String, Object> downloadUrl(@RequestBody JsonNode request) {
        String file = records.file(request.path("url").asString(""));
        return success(files.temporaryAddress(file)
                .orElseThrow(() -> KieRefusal.unprocessable("the address is not one of our results")));
    }

    static Map<String, Object> success(Object data) {
        return Map.of("code", 200, "msg", "success", "data", data);
    }

    /** The key and the refusals of all of kie.ai's routes. */
    @RestControllerAdvice(assignableTypes = {KieController.class, KieUploadController.class})
    static class KieRoutes {

        private final String expected;

        KieRoutes(SandboxProperties properties) {
            this.expected = "Bearer " + properties.kie().apiKey();
        }

        /** Refuses with code 401 in an HTTP 200, as kie.ai does. */
        @ModelAttribute
        void checkKey(
                @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
            if (!expected.equals(authorization)) {
                throw KieRefusal.unauthorized();
            }
        }

        @ExceptionHandler
        ResponseEntity<Map<String, Object>> refused(KieRefusal refusal) {
            return ResponseEntity.status(refusal.httpStatus())
                    .body(Map.of("code", refusal.code(), "msg", refusal.msg()));
        }

        /** Closes the request's connection: the caller receives neither a status nor a body. */
        @ExceptionHandler
        Mono<Void> broken(BrokenConnectionException broken, ServerWebExchange exchange) {
            return HangUp.on(exchange);
        }
    }
}
