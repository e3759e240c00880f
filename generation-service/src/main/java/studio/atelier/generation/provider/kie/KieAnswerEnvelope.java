package studio.atelier.generation.provider.kie;

import org.jspecify.annotations.Nullable;
import studio.atelier.generation.provider.ProviderException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The envelope of kie's responses. The outcome is in {@code code} of the body, often under an HTTP 200; an HTTP error
 * status counts only where the body has no code.
 */
record KieAnswerEnvelope(int code, JsonNode data) {

    private static final int OK = 200;

    static KieAnswerEnvelope readAnswer(JsonMapper json, int httpStatus, String body) {
        JsonNode root = parseJson(json, body);
        JsonNode code = root == null ? null : root.get("code");
        if (root == null || code == null || !code.isIntegralNumber()) {
            if (httpStatus == OK) {
                throw new ProviderException.Broken("kie_malformed_answer", null);
            }
            throw KieFailureMapping.ofCode(httpStatus, "");
        }
        // A proxy may answer with its own error status while the body still says 200.
        int outcome = code.asInt() == OK && httpStatus >= 400 ? httpStatus : code.asInt();
        if (outcome != OK) {
            throw KieFailureMapping.ofCode(outcome, messageOf(root));
        }
        return new KieAnswerEnvelope(outcome, root.path("data"));
    }

    /** Some older pages of kie call it {@code message}. */
    private static String messageOf(JsonNode root) {
        return root.path("msg").asString(root.path("message").asString(""));
    }

    private static @Nullable JsonNode parseJson(JsonMapper json, String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }
}
