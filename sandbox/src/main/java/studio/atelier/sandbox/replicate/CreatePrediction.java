package studio.atelier.sandbox.replicate;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.fault.ProviderFault.Moment;
import studio.atelier.sandbox.provider.RequestFields;
import studio.atelier.sandbox.replicate.Prediction.WebhookEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks a request for a prediction, and creates and starts it. */
@Component
class CreatePrediction {

    private static final Pattern WAIT = Pattern.compile("wait(?:=(\\d{1,4}))?");
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final Predictions predictions;
    private final RunPrediction runPrediction;
    private final Faults faults;
    private final Clock clock;

    CreatePrediction(Predictions predictions, RunPrediction runPrediction, Faults faults, Clock clock) {
        this.predictions = predictions;
        this.runPrediction = runPrediction;
        this.faults = faults;
        this.clock = clock;
    }

    /**
     * Creates and starts a prediction.
     *
     * @param model the model of the address; null if the body names a version
     * @param prefer the header {@code Prefer}, which may ask to wait for the end
     * @return the prediction, ended or not when the wait is over
     */
    Mono<Prediction> handle(ObjectNode body, @Nullable ReplicateModel model, String prefer) {
        Duration wait = wait(prefer);
        RequestFields fields = RequestFields.ofJson(body, (field, why) -> ReplicateErrors.invalid(why));
        fields.allowOnly(
                model == null
                        ? Set.of("version", "input", "webhook", "webhook_events_filter", "stream")
                        : Set.of("input", "webhook", "webhook_events_filter", "stream"));
        ReplicateModel named = model != null
                ? model
                : ReplicateModel.byVersion(fields.text("version", "")).orElseThrow(ReplicateErrors::invalidVersion);
        if (!(fields.node("input") instanceof ObjectNode input)) {
            throw ReplicateErrors.invalid("input is required");
        }
        named.check(input);
        Prediction created = newPrediction(named, input, webhook(fields), events(fields));
        predictions.add(created);
        runPrediction.start(created);
        return wait.isZero() ? Mono.just(created) : waitForEnd(created, wait);
    }

    private Mono<Prediction> waitForEnd(Prediction created, Duration wait) {
        return Mono.firstWithSignal(created.ended().asMono(), Mono.delay(wait).then())
                .then(Mono.fromSupplier(() -> predictions.find(created.id()).orElse(created)));
    }

    private Prediction newPrediction(
            ReplicateModel model, ObjectNode input, @Nullable String webhook, Set<WebhookEvent> events) {
        Set<ProviderFault> drawn = EnumSet.noneOf(ProviderFault.class);
        List<Moment> moments = webhook == null
                ? List.of(Moment.TASK, Moment.RESULT)
                : List.of(Moment.TASK, Moment.RESULT, Moment.CALLBACK);
        moments.forEach(moment -> faults.draw(ImageProvider.REPLICATE, moment).ifPresent(drawn::add));
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 26);
        return Prediction.create(id, model, input, webhook, events, drawn, clock.instant());
    }

    private static @Nullable String webhook(RequestFields fields) {
        String webhook = fields.text("webhook", "");
        if (webhook.isEmpty()) {
            return null;
        }
        if (!webhook.matches("https?://\\S+")) {
            throw ReplicateErrors.invalid("webhook must be a valid HTTPS URL");
        }
        return webhook;
    }

    private static Set<WebhookEvent> events(RequestFields fields) {
        if (!fields.has("webhook_events_filter")) {
            return EnumSet.allOf(WebhookEvent.class);
        }
        Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
        for (JsonNode name : fields.node("webhook_events_filter")) {
            events.add(Arrays.stream(WebhookEvent.values())
                    .filter(event -> event.wire().equals(name.asString("")))
                    .findFirst()
                    .orElseThrow(() -> ReplicateErrors.invalid("webhook_events_filter has an unknown event")));
        }
        return events;
    }

    /** The time for which {@code Prefer: wait} or {@code wait=n} asks to wait; zero without it. */
    private static Duration wait(String prefer) {
        Optional<Matcher> wait = Arrays.stream(prefer.split(",", -1))
                .map(preference -> WAIT.matcher(preference.strip()))
                .filter(Matcher::matches)
                .findFirst();
        if (wait.isEmpty()) {
            return Duration.ZERO;
        }
        String seconds = wait.get().group(1);
        long asked = seconds == null ? LONGEST_WAIT_SECONDS : Long.parseLong(seconds);
        if (asked < 1 || asked > LONGEST_WAIT_SECONDS) {
            throw ReplicateErrors.invalid("Prefer: wait must be from 1 to 60 seconds");
        }
        return Duration.ofSeconds(asked);
    }
}
