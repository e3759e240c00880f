package studio.atelier.sandbox.kie;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.fault.KieFault.Moment;
import studio.atelier.sandbox.fault.KiePlan;
import studio.atelier.sandbox.kie.KieModel.KieInput;
import studio.atelier.sandbox.kie.KieTask.Outcome;
import tools.jackson.databind.JsonNode;

/** Handles {@code createTask}. */
@Component
class CreateTask {

    private final KieTasks tasks;
    private final KieAccount account;
    private final KieCalls calls;
    private final KieWork work;
    private final Faults faults;
    private final Clock clock;

    CreateTask(KieTasks tasks, KieAccount account, KieCalls calls, KieWork work, Faults faults, Clock clock) {
        this.tasks = tasks;
        this.account = account;
        this.calls = calls;
        this.work = work;
        this.faults = faults;
        this.clock = clock;
    }

    /**
     * Creates, bills and starts the task. With a latency of zero the task has ended when this completes.
     *
     * @param request the body of {@code createTask}
     * @return the task's id, or an error that is a {@link KieRefusal} or a {@link BrokenConnectionException}
     */
    Mono<String> handle(JsonNode request) {
        String model = request.path("model").asString("");
        String callBackUrl = request.path("callBackUrl").asString(null);
        KieFault fault = faults.draw(Moment.CREATE).orElse(null);
        return Mono.defer(() -> fault == null
                        ? create(request)
                                .doOnNext(task -> calls.add("200", model, callBackUrl, task.taskId()))
                                .map(KieTask::taskId)
                        : misbehave(fault, request))
                .doOnError(KieRefusal.class, refusal -> {
                    if (fault == null) {
                        calls.add(Integer.toString(refusal.code()), model, callBackUrl, null);
                    }
                });
    }

    private Mono<String> misbehave(KieFault fault, JsonNode request) {
        if (fault == KieFault.CREATED_BUT_TIMED_OUT) {
            return create(request)
                    .doOnNext(task -> record(fault, request, task.taskId()))
                    .then(silence());
        }
        record(fault, request, null);
        return switch (fault) {
            case TOO_MANY_REQUESTS -> Mono.error(KieRefusal.tooManyRequests(429));
            case CODE_TOO_MANY_REQUESTS -> Mono.error(KieRefusal.tooManyRequests(200));
            case CODE_SERVER_ERROR -> Mono.error(KieRefusal.code(500, "Server exception, please try again later"));
            case CODE_UNPROCESSABLE -> Mono.error(KieRefusal.unprocessable("Your prompt was flagged as inappropriate"));
            case CODE_UNAUTHORIZED -> Mono.error(KieRefusal.unauthorized());
            case CODE_NO_CREDITS -> Mono.error(KieRefusal.noCredits());
            case CODE_MAINTENANCE -> Mono.error(KieRefusal.code(455, "The service is under maintenance"));
            case CREATE_HANGS -> silence();
            case CREATE_RESETS -> Mono.error(new BrokenConnectionException());
            default -> Mono.error(KieRefusal.http(500, "Internal Server Error"));
        };
    }

    private void record(KieFault fault, JsonNode request, @Nullable String taskId) {
        calls.add(
                fault.name(),
                request.path("model").asString(""),
                request.path("callBackUrl").asString(null),
                taskId);
    }

    private Mono<String> silence() {
        return KieRefusal.afterHanging(faults.kie().hangMs());
    }

    private Mono<KieTask> create(JsonNode request) {
        String modelId = request.path("model").asString("");
        KieModel model = KieModel.byId(modelId)
                .orElseThrow(() -> KieRefusal.unprocessable("The model name you specified is not supported. Please"
                        + " verify the model name and try again."));
        KieInput input = model.read(request.path("input"));
        String callBackUrl = request.path("callBackUrl").asString(null);
        if (callBackUrl != null && !callBackUrl.matches("https?://\\S+")) {
            throw KieRefusal.unprocessable("callBackUrl is not a valid address");
        }
        KiePlan plan = faults.kie();
        if (plan.accountLimit() && !account.admits()) {
            throw KieRefusal.tooManyRequests(429);
        }
        if (!account.spend(input.credits())) {
            throw KieRefusal.noCredits();
        }
        KieTask task = newTask(input, request, callBackUrl);
        tasks.add(task);
        return work.start(task).thenReturn(task);
    }

    private KieTask newTask(KieInput input, JsonNode request, @Nullable String callBackUrl) {
        Instant now = clock.instant();
        Set<KieFault> drawn = EnumSet.noneOf(KieFault.class);
        List.of(Moment.TASK, Moment.PICTURE, Moment.CALLBACK)
                .forEach(moment -> faults.draw(moment).ifPresent(drawn::add));
        return new KieTask(
                UUID.randomUUID().toString().replace("-", ""),
                input,
                request.toString(),
                callBackUrl,
                now,
                now.plusMillis(faults.drawKieLatencyMs()),
                drawn,
                Outcome.NONE,
                0,
                0,
                List.of());
    }
}
