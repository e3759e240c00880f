package studio.atelier.sandbox.kie;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.KieFault;
import studio.atelier.sandbox.fault.KiePlan.CallbackShape;
import studio.atelier.sandbox.kie.KieTask.CallbackAttempt;
import tools.jackson.databind.json.JsonMapper;

/** Notifies the caller that a task has ended: up to four attempts of 15 seconds each, as other providers document. */
@Component
public class KieCallbacks {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final int RETRIES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration REORDER_LIMIT = Duration.ofSeconds(10);

    private final KieTasks tasks;
    private final KieAccount account;
    private final KieRecords records;
    private final Faults faults;
    private final SandboxProperties.Kie settings;
    private final JsonMapper json;
    private final Clock clock;
    private final WebClient http = WebClient.create();
    private final AtomicLong sent = new AtomicLong();
    private final Queue<KieTask> heldBack = new ConcurrentLinkedQueue<>();

    KieCallbacks(
            KieTasks tasks,
            KieAccount account,
            KieRecords records,
            Faults faults,
            SandboxProperties properties,
            JsonMapper json,
            Clock clock) {
        this.tasks = tasks;
        this.account = account;
        this.records = records;
        this.faults = faults;
        this.settings = properties.kie();
        this.json = json;
        this.clock = clock;
    }

    /** Sends a forged callback while the task still runs, if that fault was drawn. */
    Mono<Void> beforeEnd(KieTask task) {
        if (task.callBackUrl() == null || !task.has(KieFault.CALLBACK_FORGED)) {
            return Mono.empty();
        }
        Instant now = clock.instant();
        KieTask claimed = task.succeeded(now, "forged.png");
        return post(claimed, "forged", settings.webhookKey() + "-not", fullBody(claimed))
                .then();
    }

    /** Sends the callback of an ended task, with the faults drawn for it. */
    Mono<Void> afterEnd(KieTask task) {
        if (task.callBackUrl() == null || task.has(KieFault.CALLBACK_LOST)) {
            return Mono.empty();
        }
        if (task.has(KieFault.CALLBACK_REORDERED)) {
            return holdBack(task);
        }
        Mono<Void> inTime = send(task).then(task.has(KieFault.CALLBACK_TWICE) ? send(task) : Mono.empty());
        Mono<Void> all = inTime.then(sendHeldBack());
        Duration late = Duration.ofMillis(faults.kie().callbackDelayMs());
        return task.has(KieFault.CALLBACK_LATE) ? Mono.delay(late).then(all) : all;
    }

    /** Sends the callback of a task now, whatever faults were drawn for it and whether it was sent before. */
    public Mono<Void> sendNow(KieTask task) {
        return task.callBackUrl() == null ? Mono.empty() : send(task);
    }

    /** Delays the callback until after the next one, at most ten seconds. */
    private Mono<Void> holdBack(KieTask task) {
        heldBack.add(task);
        return Mono.delay(REORDER_LIMIT).then(Mono.defer(() -> heldBack.remove(task) ? send(task) : Mono.empty()));
    }

    private Mono<Void> sendHeldBack() {
        return Mono.fromSupplier(heldBack::poll).flatMap(task -> send(task).then(sendHeldBack()));
    }

    /** A task that a reset has deleted calls nobody back, so that no test meets callbacks of the one before. */
    private Mono<Void> send(KieTask task) {
        return Mono.defer(() -> tasks.find(task.taskId()).isPresent() ? attempt(task, 0) : Mono.empty());
    }

    private Mono<Void> attempt(KieTask task, int number) {
        return post(task, number == 0 ? "sent" : "repeated", settings.webhookKey(), body(task))
                .flatMap(status -> status / 100 == 2 || number == RETRIES
                        ? Mono.empty()
                        : Mono.delay(FIRST_BACKOFF.multipliedBy(1L << number)).then(attempt(task, number + 1)));
    }

    /** Posts and records one attempt; returns the response status, 0 if there is no response. */
    private Mono<Integer> post(KieTask task, String kind, String key, Map<String, ?> body) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        return http.post()
                .uri(URI.create(String.valueOf(task.callBackUrl())))
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (!settings.webhookKey().isEmpty()) {
                        headers.set("X-Webhook-Timestamp", timestamp);
                        headers.set("X-Webhook-Signature", signature(key, task.taskId(), timestamp));
                    }
                })
                .bodyValue(json.writeValueAsString(body))
                .exchangeToMono(answer ->
                        answer.releaseBody().thenReturn(answer.statusCode().value()))
                .timeout(ANSWER_LIMIT)
                .onErrorReturn(0)
                .doOnNext(status -> tasks.change(
                        task.taskId(),
                        present -> present.calledBack(new CallbackAttempt(clock.instant(), kind, status))));
    }

    private Map<String, ?> body(KieTask task) {
        CallbackShape shape = faults.kie().callbackShape();
        boolean brief =
                shape == CallbackShape.SHORT || (shape == CallbackShape.ALTERNATING && sent.incrementAndGet() % 2 == 0);
        return brief ? shortBody(task) : fullBody(task);
    }

    private static Map<String, ?> shortBody(KieTask task) {
        boolean succeeded = task.outcome().isSuccess();
        return Map.of(
                "taskId",
                task.taskId(),
                "code",
                succeeded ? 200 : 501,
                "msg",
                succeeded ? "ok" : task.outcome().failMsg(),
                "data",
                Map.of("task_id", task.taskId(), "callbackType", succeeded ? "task_completed" : "task_failed"));
    }

    private Map<String, ?> fullBody(KieTask task) {
        boolean succeeded = task.outcome().isSuccess();
        Map<String, @Nullable Object> data = new LinkedHashMap<>(records.record(task));
        data.put("consumeCredits", succeeded ? task.input().credits() : 0);
        data.put("remainedCredits", account.credits());
        data.put("failCode", succeeded ? null : task.outcome().failCode());
        data.put("failMsg", succeeded ? null : task.outcome().failMsg());
        return Map.of(
                "code", succeeded ? 200 : 501,
                "msg", succeeded ? "Playground task completed successfully." : "Playground task failed.",
                "data", data);
    }

    /** Base64 of HMAC-SHA256 over {@code taskId.timestamp}; the body is not signed. */
    static String signature(String key, String taskId, String timestamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signed = mac.doFinal((taskId + "." + timestamp).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256", e);
        }
    }
}
