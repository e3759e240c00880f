package studio.atelier.generation.provider.kie;

import java.util.Locale;
import studio.atelier.generation.provider.ProviderException;
import tools.jackson.databind.JsonNode;

/** Maps kie.ai's failures to the ways to continue. */
final class KieFailureMapping {

    /**
     * kie has no code for it. Its pages quote the upstream's sentence, under 400 or 422: "Your prompt was flagged by
     * Website as violating content policies", "Your content was flagged by OpenAI as violating content policies".
     */
    private static final String POLICY_TEXT = "violating content polic";

    private KieFailureMapping() {}

    /**
     * A response with a code other than 200.
     *
     * @param message its {@code msg}; empty if it has none
     */
    static ProviderException ofCode(int code, String message) {
        if (speaksOfPolicy(message)) {
            return new ProviderException.PolicyRefused("kie_content_policy");
        }
        String detail = "kie_" + code;
        return switch (code) {
            case 429, 455 -> new ProviderException.Busy(detail, null);
            case 402 -> new ProviderException.OutOfCredit(detail);
            case 401, 403, 433, 505 -> new ProviderException.AccountTrouble(detail);
            case 400, 404, 405, 413, 415, 422 -> new ProviderException.Refused(detail);
            case 408, 501 -> new ProviderException.NotMade(detail, null);
            // A proxy got no answer; kie may have taken the request.
            case 504, 524 -> new ProviderException.Unanswered(detail, null);
            default -> new ProviderException.Broken(detail, null);
        };
    }

    /** A task that kie accepted and failed to finish. */
    static ProviderException ofTask(JsonNode data) {
        if (speaksOfPolicy(data.path("failMsg").asString(""))) {
            return new ProviderException.PolicyRefused("kie_content_policy");
        }
        String code = data.path("failCode").asString("");
        String detail = "kie_fail_" + (code.isEmpty() ? "unknown" : code.replaceAll("[^A-Za-z0-9_-]", "_"));
        return switch (code) {
            case "400", "422" -> new ProviderException.Refused(detail);
            case "402" -> new ProviderException.OutOfCredit(detail);
            case "433" -> new ProviderException.AccountTrouble(detail);
            default -> new ProviderException.NotMade(detail, null);
        };
    }

    private static boolean speaksOfPolicy(String message) {
        return message.toLowerCase(Locale.ROOT).contains(POLICY_TEXT);
    }
}
