package studio.atelier.generation.provider.venice;

import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpResponse;

/** Maps Venice's errors, whose {@code error} is a text, to the ways to continue. */
final class VeniceFailureMapping {

    private VeniceFailureMapping() {}

    /** A response with an error status. */
    static ProviderException ofAnswer(ProviderHttpResponse response) {
        int status = response.status();
        String detail = "venice_" + status;
        if (status < 500 && response.mentionsAny("content_policy_violation", "content policy")) {
            return new ProviderException.PolicyRefused("venice_content_policy");
        }
        if (status == 403) {
            return new ProviderException.Refused(detail);
        }
        return status == 503 ? new ProviderException.Busy(detail, null) : response.toFailure(detail);
    }

    /**
     * A picture that breaks the policy comes blurred, or black, with status 200 and one of these headers: it was made,
     * and may be paid for.
     */
    static void refuseWithheldImage(ProviderHttpResponse response) {
        if (response.hasTrueHeader("x-venice-is-content-violation")) {
            throw new ProviderException.ImageWithheld("venice_content_violation");
        }
        if (response.hasTrueHeader("x-venice-is-blurred")) {
            throw new ProviderException.ImageWithheld("venice_blurred");
        }
    }
}
