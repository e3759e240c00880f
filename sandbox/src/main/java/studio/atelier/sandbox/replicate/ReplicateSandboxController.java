package studio.atelier.sandbox.replicate;

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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.replicate.Prediction.WebhookCall;

/** Result files by address, without a key, and what tests see and control of Replicate. */
@RestController
class ReplicateSandboxController {

    private final Predictions predictions;
    private final ReplicateFiles results;
    private final StoredFiles files;

    ReplicateSandboxController(Predictions predictions, ReplicateFiles results, StoredFiles files) {
        this.predictions = predictions;
        this.results = results;
        this.files = files;
    }

    @GetMapping("/replicate-files/{predictionId}/{name}")
    ResponseEntity<Flux<DataBuffer>> result(@PathVariable String predictionId, @PathVariable String name) {
        return results.findResult(predictionId, name)
                .map(file -> ResponseEntity.ok()
                        .header(HttpHeaders.CONTENT_TYPE, file.contentType())
                        .contentLength(file.sizeBytes())
                        .body(files.read(file)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /**
     * Predictions, newest first, with every call of their webhooks.
     *
     * @param webhook selects predictions whose webhook's address contains this
     */
    @GetMapping("/sandbox/replicate/predictions")
    PredictionList predictions(
            @RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "") String webhook) {
        return new PredictionList(
                predictions.newest(limit, each -> String.valueOf(each.webhook()).contains(webhook)).stream()
                        .map(this::view)
                        .toList());
    }

    @GetMapping("/sandbox/replicate/predictions/{id}")
    PredictionView prediction(@PathVariable String id) {
        return predictions.find(id).map(this::view).orElseThrow(ReplicateSandboxController::notFound);
    }

    /** Removes input, output, logs and files now, as happens an hour after the end. */
    @PostMapping("/sandbox/replicate/predictions/{id}/data-removal")
    PredictionView removeData(@PathVariable String id) {
        return predictions
                .change(id, Prediction::withoutData)
                .map(this::view)
                .orElseThrow(ReplicateSandboxController::notFound);
    }

    private PredictionView view(Prediction prediction) {
        return new PredictionView(
                predictions.show(prediction),
                prediction.webhook(),
                prediction.createdAt(),
                prediction.faults(),
                prediction.polls(),
                prediction.downloads(),
                prediction.webhookCalls());
    }

    private static ResponseStatusException notFound() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "no such prediction");
    }

    record PredictionView(
            Map<String, @Nullable Object> prediction,
            @Nullable String webhook,
            Instant createdAt,
            Set<ProviderFault> faults,
            int polls,
            int downloads,
            List<WebhookCall> webhookCalls) {}

    record PredictionList(List<PredictionView> items) {}
}
