package studio.atelier.sandbox.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.CallLog;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.fault.ImageProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls of each image provider, refused ones too, so that tests can compare them with the jobs. */
@Component
public class ProviderCalls implements Resettable {

    private static final int KEPT = 5000;
    private static final Pattern PICTURE_FILE = Pattern.compile("(?:data:[^,]*,)?[A-Za-z0-9+/=]{512,}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<ImageProvider, Log> logs = new EnumMap<>(ImageProvider.class);

    ProviderCalls() {
        for (ImageProvider provider : ImageProvider.values()) {
            logs.put(provider, new Log());
        }
    }

    void add(ImageProvider provider, ReceivedCall call, Instant at, Duration took, String outcome) {
        log(provider)
                .record(
                        new Call(
                                at,
                                took.toMillis(),
                                call.exchange().getRequest().getMethod().name(),
                                call.exchange().getRequest().getURI().getRawPath(),
                                shortened(call.body()),
                                outcome),
                        call.operation() + " " + outcome);
    }

    /** Counts something that is not a call, such as an image that was billed. */
    public void count(ImageProvider provider, String counted) {
        log(provider).count(counted);
    }

    /**
     * Calls, newest first.
     *
     * @param text selects calls whose path or body contains it
     */
    List<Call> newest(ImageProvider provider, int limit, String text) {
        return log(provider)
                .newest(
                        limit,
                        call -> text.isEmpty()
                                || call.path().contains(text)
                                || call.body().toString().contains(text));
    }

    Map<String, Long> counts(ImageProvider provider) {
        return log(provider).counts();
    }

    @Override
    public void reset() {
        logs.values().forEach(Log::reset);
    }

    private Log log(ImageProvider provider) {
        return logs.computeIfAbsent(provider, absent -> new Log());
    }

    /** The body with the length of each picture file in its place. */
    static JsonNode shortened(JsonNode node) {
        if (node.isString()) {
            String text = node.stringValue();
            return PICTURE_FILE.matcher(text).matches()
                    ? NODES.stringNode("Base64, " + text.length() + " characters")
                    : node;
        }
        if (node.isArray()) {
            return NODES.arrayNode()
                    .addAll(node.values().stream().map(ProviderCalls::shortened).toList());
        }
        if (node.isObject()) {
            ObjectNode copy = NODES.objectNode();
            node.properties().forEach(field -> copy.set(field.getKey(), shortened(field.getValue())));
            return copy;
        }
        return node;
    }

    /**
     * One call.
     *
     * @param tookMs time until it was answered, or until its fault was drawn
     * @param outcome the status, the name of its fault, or {@code cancelled} if the caller went away
     */
    record Call(Instant at, long tookMs, String method, String path, JsonNode body, String outcome) {}

    private static final class Log extends CallLog<Call> {

        Log() {
            super(KEPT);
        }

        void record(Call call, String counted) {
            add(call, counted);
        }
    }
}
