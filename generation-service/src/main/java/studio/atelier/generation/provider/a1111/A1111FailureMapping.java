package studio.atelier.generation.provider.a1111;

import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpResponse;

/** Maps the WebUI's errors, which are JSON or plain text, to the ways to continue. */
final class A1111FailureMapping {

    private static final String UNREAD_INPUT = "a1111_invalid_encoded_image";

    private A1111FailureMapping() {}

    /** A response with an error status. */
    static ProviderException ofAnswer(ProviderHttpResponse response) {
        if (response.mentionsAny("invalid encoded image")) {
            return new ProviderException.Refused(UNREAD_INPUT);
        }
        if (response.mentionsAny("sampler not found", "invalid sampler")) {
            return new ProviderException.Refused("a1111_sampler_not_found");
        }
        if (response.mentionsAny("outofmemory", "out of memory")) {
            return new ProviderException.Broken("a1111_out_of_memory", null);
        }
        String detail = "a1111_" + response.status();
        return response.status() == 503 ? new ProviderException.Busy(detail, null) : response.toFailure(detail);
    }

    /** Whether the WebUI could not read an input in the form it was sent. */
    static boolean isUnreadInput(Throwable error) {
        return error instanceof ProviderException.Refused refused
                && refused.detailCode().equals(UNREAD_INPUT);
    }
}
