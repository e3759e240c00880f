package studio.atelier.sandbox.replicate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;
import studio.atelier.sandbox.fault.ProviderFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A prediction and its history.
 *
 * @param events of which the webhook is called
 * @param faults the faults drawn for it
 * @param output addresses as the model's schema or a fault says, or null
 * @param dataRemoved whether input, output, logs and files were removed before their hour was over
 * @param ended completes when the status is final
 */
record Prediction(
        String id,
        ReplicateModel model,
        JsonNode input,
        @Nullable String webhook,
        Set<WebhookEvent> events,
        Set<ProviderFault> faults,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        Status status,
        JsonNode output,
        @Nullable String error,
        String logs,
        boolean dataRemoved,
        int polls,
        int downloads,
        List<WebhookCall> webhookCalls,
        Sinks.Empty<Void> ended) {

    static final Duration DATA_KEPT = Duration.ofHours(1);

    enum Status {
        STARTING,
        PROCESSING,
        SUCCEEDED,
        FAILED,
        CANCELED,
        ABORTED;

        boolean isFinal() {
            return this != STARTING && this != PROCESSING;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a webhook can be told. */
    enum WebhookEvent {
        START,
        OUTPUT,
        LOGS,
        COMPLETED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A call of the webhook; status 0 means no response.
     *
     * @param kind {@code sent}, {@code repeated} or {@code forged}
     */
    record WebhookCall(Instant at, String event, String webhookId, String kind, int status) {}

    static Prediction create(
            String id,
            ReplicateModel model,
            JsonNode input,
            @Nullable String webhook,
            Set<WebhookEvent> events,
            Set<ProviderFault> faults,
            Instant now) {
        return new Prediction(
                id,
                model,
                input,
                webhook,
                events,
                faults,
                now,
                null,
                null,
                Status.STARTING,
                JsonNodeFactory.instance.nullNode(),
                null,
                "",
                false,
                0,
                0,
                List.of(),
                Sinks.empty());
    }

    boolean has(ProviderFault fault) {
        return faults.contains(fault);
    }

    /** Whether the data has been removed: an hour after the end, or on order. */
    boolean isDataRemoved(Instant now) {
        return dataRemoved || (completedAt != null && now.isAfter(completedAt.plus(DATA_KEPT)));
    }

    Prediction processing(Instant now) {
        return changed(now, null, Status.PROCESSING, output, null, "Running the model\n");
    }

    Prediction succeeded(Instant now, JsonNode newOutput) {
        return changed(startedAt, now, Status.SUCCEEDED, newOutput, null, logs + "Done\n");
    }

    Prediction failed(Instant now, String newError) {
        return changed(startedAt, now, Status.FAILED, output, newError, logs + newError + "\n");
    }

    Prediction canceled(Instant now) {
        return changed(startedAt, now, Status.CANCELED, output, null, logs);
    }

    Prediction aborted(Instant now) {
        return changed(null, now, Status.ABORTED, output, null, logs);
    }

    Prediction polled() {
        return counted(dataRemoved, polls + 1, downloads, webhookCalls);
    }

    Prediction downloaded() {
        return counted(dataRemoved, polls, downloads + 1, webhookCalls);
    }

    Prediction withoutData() {
        return counted(true, polls, downloads, webhookCalls);
    }

    Prediction called(WebhookCall call) {
        return counted(
                dataRemoved,
                polls,
                downloads,
                Stream.concat(webhookCalls.stream(), Stream.of(call)).toList());
    }

    private Prediction changed(
            @Nullable Instant newStartedAt,
            @Nullable Instant newCompletedAt,
            Status newStatus,
            JsonNode newOutput,
            @Nullable String newError,
            String newLogs) {
        return new Prediction(
                id,
                model,
                input,
                webhook,
                events,
                faults,
                createdAt,
                newStartedAt,
                newCompletedAt,
                newStatus,
                newOutput,
                newError,
                newLogs,
                dataRemoved,
                polls,
                downloads,
                webhookCalls,
                ended);
    }

    private Prediction counted(boolean removed, int newPolls, int newDownloads, List<WebhookCall> calls) {
        return new Prediction(
                id,
                model,
                input,
                webhook,
                events,
                faults,
                createdAt,
                startedAt,
                completedAt,
                status,
                output,
                error,
                logs,
                removed,
                newPolls,
                newDownloads,
                calls,
                ended);
    }
}
