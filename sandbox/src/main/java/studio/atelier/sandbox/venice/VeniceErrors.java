package studio.atelier.sandbox.venice;

import java.util.List;
import java.util.Map;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.ProviderRefusal;

/** The refusals of Venice: {@code error} is a text. */
final class VeniceErrors {

    private VeniceErrors() {}

    static ProviderRefusal of(ProviderFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> error(401, "Authentication failed");
            case NO_CREDIT -> noBalance();
            case REFUSED -> contentPolicyViolation();
            case TOO_MANY_REQUESTS -> rateLimitExceeded();
            case UNAVAILABLE -> error(503, "The model is at capacity. Please try again later.");
            default -> error(500, "An unknown error occurred");
        };
    }

    static ProviderRefusal invalid(String field, String message) {
        return new ProviderRefusal(Answers.json(
                400,
                Map.of(
                        "error", "Invalid request parameters",
                        "details", Map.of(field, Map.of("_errors", List.of(message))),
                        "issues", List.of(Map.of("path", List.of(field), "message", message)))));
    }

    static ProviderRefusal noBalance() {
        return error(402, "Insufficient USD or Diem balance to complete request.");
    }

    static ProviderRefusal rateLimitExceeded() {
        return error(429, "Rate limit exceeded. Please try again later.");
    }

    static ProviderRefusal tooManyFailures() {
        return error(429, "Too many failed attempts (> 20) resulting in a non-success status code. Please wait 30s.");
    }

    static ProviderRefusal contentPolicyViolation() {
        return error(422, "CONTENT_POLICY_VIOLATION: the prompt violates the content policy.");
    }

    static ProviderRefusal unknownModel() {
        return error(404, "Specified model not found");
    }

    static ProviderRefusal wrongContentType() {
        return error(415, "Invalid content type: send application/json");
    }

    private static ProviderRefusal error(int status, String text) {
        return new ProviderRefusal(Answers.json(status, Map.of("error", text)));
    }
}
