package studio.atelier.generation.provider.kie;

import org.jspecify.annotations.Nullable;
import studio.atelier.generation.provider.ProviderException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * kie's envelope. The outcome is in {@code code} of the body, often under an HTTP 200; an HTTP error status counts only
 * where the body has no code.
 */
record KieAnswer(int code, JsonNode data) {

    private static final int OK = 200;

    static KieAnswer read(JsonMapper json, int httpStatus, String body) {
        JsonNode root = parse(json, body);
        JsonNode code = root == null ? null : root.get("code");
        if (root == null || code == null || !code.isIntegralNumber()) {
            if (httpStatus == OK) {
                throw new ProviderException.Broken("kie_malformed_answer", null);
            }
            throw refusal(httpStatus);
        }
        // A proxy in front may refuse with a status of its own while the body still says 200.
        int outcome = code.asInt() == OK && httpStatus >= 400 ? httpStatus : code.asInt();
        if (outcome != OK) {
            throw refusal(outcome);
        }
        return new KieAnswer(outcome, root.path("data"));
    }

    private static @Nullable JsonNode parse(JsonMapper json, String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What a code other than 200 means for what to do next. */
    static ProviderException refusal(int code) {
        String detail = "kie_" + code;
        return switch (code) {
            case 429, 455 -> new ProviderException.Busy(detail, null);
            case 401, 402, 403, 433, 505 -> new ProviderException.AccountTrouble(detail);
            case 400, 404, 405, 413, 415, 422 -> new ProviderException.Refused(detail);
            case 408, 501 -> new ProviderException.NotMade(detail, null);
            // A proxy got no answer; kie may have taken the request.
            case 504, 524 -> new ProviderException.Unanswered(detail, null);
            default -> new ProviderException.Broken(detail, null);
        };
    }
}
