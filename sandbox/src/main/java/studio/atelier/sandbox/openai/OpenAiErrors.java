package studio.atelier.sandbox.openai;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.provider.Answers;
import studio.atelier.sandbox.provider.ProviderRefusal;

/** The refusals of OpenAI. */
final class OpenAiErrors {

    private static final String INVALID = "invalid_request_error";

    private OpenAiErrors() {}

    static ProviderRefusal of(ProviderFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> error(401, INVALID, "invalid_api_key", null, "Incorrect API key provided.");
            case REFUSED -> moderationBlocked();
            case TOO_MANY_REQUESTS -> rateLimitExceeded();
            case NO_CREDIT ->
                error(
                        429,
                        "insufficient_quota",
                        "insufficient_quota",
                        null,
                        "You exceeded your current quota, please check your plan and billing details.");
            case UNAVAILABLE ->
                error(503, "server_error", null, null, "The engine is currently overloaded, please try again later.");
            default ->
                error(
                        500,
                        "server_error",
                        null,
                        null,
                        "The server had an error while processing your request. Sorry about that!");
        };
    }

    static ProviderRefusal invalid(String param, String message) {
        return invalid(null, param, message);
    }

    static ProviderRefusal invalid(@Nullable String code, String param, String message) {
        return error(400, INVALID, code, param, message);
    }

    static ProviderRefusal modelNotFound(String model) {
        return error(400, INVALID, "model_not_found", "model", "The model '" + model + "' does not exist.");
    }

    static ProviderRefusal moderationBlocked() {
        return error(
                400,
                "image_generation_user_error",
                "moderation_blocked",
                null,
                "Your request was rejected by the safety system. safety_violations=[sexual].");
    }

    private static ProviderRefusal rateLimitExceeded() {
        ProviderRefusal refusal = error(
                429,
                "requests",
                "rate_limit_exceeded",
                null,
                "Rate limit reached for images per minute. Try again in 2s.");
        return new ProviderRefusal(Answers.with(refusal.answer(), HttpHeaders.RETRY_AFTER, "2"));
    }

    private static ProviderRefusal error(
            int status, String type, @Nullable String code, @Nullable String param, String message) {
        Map<String, @Nullable Object> error = new TreeMap<>();
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return new ProviderRefusal(Answers.json(status, Map.of("error", error)));
    }
}
