package studio.atelier.generation.provider.kie;

import studio.atelier.generation.provider.ProviderException;
import tools.jackson.databind.JsonNode;

/** Maps kie.ai's failures to the ways to continue. */
final class KieFailureMapping {

    private KieFailureMapping() {}

    /** A response with a code other than 200. */
    static ProviderException ofCode(int code) {
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
        String code = data.path("failCode").asString("");
        String detail = "kie_fail_" + (code.isEmpty() ? "unknown" : code.replaceAll("[^A-Za-z0-9_-]", "_"));
        return switch (code) {
            case "400", "422" -> new ProviderException.Refused(detail);
            case "402" -> new ProviderException.OutOfCredit(detail);
            case "433" -> new ProviderException.AccountTrouble(detail);
            default -> new ProviderException.NotMade(detail, null);
        };
    }
}
