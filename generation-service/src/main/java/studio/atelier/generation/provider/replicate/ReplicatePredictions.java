package studio.atelier.generation.provider.replicate;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.generation.provider.EmbeddedPictures;
import studio.atelier.generation.provider.ImageProvider.ProviderTaskStatus;
import studio.atelier.generation.provider.ProviderException;
import tools.jackson.databind.JsonNode;

/** Reads prediction objects, whose output has another form with each model. */
final class ReplicatePredictions {

    private static final Pattern ID = Pattern.compile("[\\w-]{1,100}");
    private static final Pattern ADDRESS = Pattern.compile(".*/predictions/([\\w-]{1,100})");

    /** How models report a picture that their safety filter withheld. */
    private static final Pattern WITHHELD =
            Pattern.compile("nsfw|safety|sensitive|content policy|moderat|inappropriate|flagged");

    private static final int DEEPEST_OUTPUT = 8;

    private ReplicatePredictions() {}

    /** The prediction's id, or the one in its address: some model servers leave the id null. */
    static Optional<String> idOf(JsonNode prediction) {
        String id = prediction.path("id").asString("");
        if (ID.matcher(id).matches()) {
            return Optional.of(id);
        }
        Matcher address = ADDRESS.matcher(prediction.path("urls").path("get").asString(""));
        return address.matches() ? Optional.of(address.group(1)) : Optional.empty();
    }

    /** The status of a prediction; an unknown one counts as still running. */
    static ProviderTaskStatus toTaskStatus(JsonNode prediction) {
        return switch (prediction.path("status").asString("")) {
            case "succeeded" -> toFinishedStatus(prediction);
            case "failed" -> new ProviderTaskStatus.FailedProviderTask(toFailure(prediction));
            case "canceled", "aborted" ->
                new ProviderTaskStatus.FailedProviderTask(new ProviderException.NotMade("replicate_canceled", null));
            default -> new ProviderTaskStatus.RunningProviderTask(null);
        };
    }

    /**
     * Whether the prediction, as it stands after its cancellation, will have no image: it may have succeeded before.
     */
    static boolean isCanceled(JsonNode prediction) {
        return !prediction.path("status").asString("").equals("succeeded");
    }

    private static ProviderTaskStatus toFinishedStatus(JsonNode prediction) {
        return findPicture(prediction.path("output"), DEEPEST_OUTPUT)
                .<ProviderTaskStatus>map(ProviderTaskStatus.SucceededProviderTask::new)
                .orElseGet(() -> new ProviderTaskStatus.FailedProviderTask(new ProviderException.Unusable(
                        prediction.path("data_removed").asBoolean(false)
                                ? "replicate_output_removed"
                                : "replicate_no_picture",
                        null)));
    }

    /** The first address or {@code data:} URI of a text, a list or an object; paths and other texts are passed over. */
    private static Optional<String> findPicture(JsonNode output, int depth) {
        if (output.isString()) {
            return Optional.of(output.asString().strip()).filter(ReplicatePredictions::isAddress);
        }
        return depth == 0
                ? Optional.empty()
                : output.valueStream()
                        .flatMap(part -> findPicture(part, depth - 1).stream())
                        .findFirst();
    }

    private static boolean isAddress(String text) {
        return EmbeddedPictures.isDataUri(text)
                || text.regionMatches(true, 0, "https://", 0, 8)
                || text.regionMatches(true, 0, "http://", 0, 7);
    }

    private static ProviderException toFailure(JsonNode prediction) {
        String error = prediction.path("error").asString("").toLowerCase(Locale.ROOT);
        return WITHHELD.matcher(error).find()
                ? new ProviderException.ImageWithheld("replicate_image_withheld")
                : new ProviderException.NotMade("replicate_failed", null);
    }
}
