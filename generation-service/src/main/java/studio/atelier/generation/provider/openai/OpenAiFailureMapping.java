package studio.atelier.generation.provider.openai;

import java.util.Set;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpResponse;
import tools.jackson.databind.JsonNode;

/** Maps OpenAI's errors to the ways to continue. */
final class OpenAiFailureMapping {

    /** The second is of older models. */
    private static final Set<String> POLICY_CODES = Set.of("moderation_blocked", "content_policy_violation");

    private static final Set<String> MONEY_CODES = Set.of("insufficient_quota", "billing_hard_limit_reached");

    private OpenAiFailureMapping() {}

    /**
     * A response with an error status.
     *
     * @param error {@code error} of the body: {@code message}, {@code type}, {@code param} and {@code code}; a missing
     *     node if the body has none, as those of proxies
     */
    static ProviderException ofAnswer(ProviderHttpResponse response, JsonNode error) {
        String code = error.path("code").asString("");
        String type = error.path("type").asString("");
        String detail = "openai_" + (code.matches("[a-z_]{1,60}") ? code : response.status());
        if (POLICY_CODES.contains(code) || type.equals("image_generation_user_error")) {
            return new ProviderException.PolicyRefused(detail);
        }
        if (MONEY_CODES.contains(code)) {
            return new ProviderException.OutOfCredit(detail);
        }
        // One model that is gone says nothing about the account.
        if (code.equals("model_not_found")) {
            return new ProviderException.Refused(detail);
        }
        return response.toFailure(detail);
    }
}
