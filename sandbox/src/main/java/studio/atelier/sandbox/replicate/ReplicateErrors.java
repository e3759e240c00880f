package studio.atelier.sandbox.replicate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.ProviderRefusal;

/** The refusals of Replicate. */
final class ReplicateErrors {

    private ReplicateErrors() {}

    static ProviderRefusal of(ProviderFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> error(401, "Unauthenticated", "You did not pass a valid authentication token");
            case NO_CREDIT -> error(402, "Insufficient credit", "You have insufficient credit to run this model.");
            case TOO_MANY_REQUESTS ->
                new ProviderRefusal(Answers.with(
                        Answers.json(
                                429,
                                Map.of(
                                        "detail",
                                        "Request was throttled. Your rate limit resets in ~2s.",
                                        "status",
                                        429)),
                        HttpHeaders.RETRY_AFTER,
                        "2"));
            default -> error(500, "Internal Server Error", "An error occurred.");
        };
    }

    static ProviderRefusal invalidVersion() {
        return error(
                422,
                "Invalid version or not permitted",
                "The specified version does not exist (or perhaps you don't have permission to use it?)");
    }

    static ProviderRefusal invalidInput(String field, String message) {
        return error(422, "Input validation failed", "- input." + field + ": " + message);
    }

    static ProviderRefusal invalid(String detail) {
        return error(422, "Request validation failed", detail);
    }

    static ProviderRefusal notFound() {
        return error(404, "Not found", "The requested resource could not be found.");
    }

    private static ProviderRefusal error(int status, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("detail", detail);
        body.put("status", status);
        return new ProviderRefusal(Answers.json(status, body));
    }
}
