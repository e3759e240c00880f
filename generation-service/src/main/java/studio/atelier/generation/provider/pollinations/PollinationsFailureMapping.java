package studio.atelier.generation.provider.pollinations;

import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpResponse;

/** Maps Pollinations' errors to the ways to continue; their JSON differs from layer to layer, so texts are searched. */
final class PollinationsFailureMapping {

    private PollinationsFailureMapping() {}

    /** A response with an error status. */
    static ProviderException ofAnswer(ProviderHttpResponse response) {
        int status = response.status();
        String detail = "pollinations_" + status;
        if (status < 500 && response.mentionsAny("safety_error", "content_policy_violation")) {
            return new ProviderException.PolicyRefused("pollinations_content_policy");
        }
        // It asks for a payment, also from those who have paid, while its queue is full.
        if (status == 402 && response.mentionsAny("queue full")) {
            return new ProviderException.Busy("pollinations_queue_full", null);
        }
        if (status == 403) {
            return new ProviderException.Refused(detail);
        }
        return status == 503 ? new ProviderException.Busy(detail, null) : response.toFailure(detail);
    }
}
