package studio.atelier.sandbox.provider;

import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.fault.ProviderFault;

/** What one provider does in its own way with every call. */
public interface StandIn {

    ImageProvider provider();

    /** Whether the call's key is right. */
    boolean isAuthorized(ServerHttpRequest request);

    /** The provider's answer for a fault of a call. */
    ProviderRefusal refusal(ProviderFault fault);

    /** The refusal of every call at present, before faults are drawn; empty if calls are admitted. */
    default Optional<ProviderRefusal> refusalOfAll() {
        return Optional.empty();
    }

    /** Learns the status of a call that was answered. */
    default void answered(int status) {}

    /**
     * Whether the request presents a bearer key that is right.
     *
     * @param expected the key, or empty if any key will do
     */
    static boolean hasBearer(ServerHttpRequest request, String expected) {
        String authorization = String.valueOf(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION));
        return expected.isEmpty() ? authorization.matches("Bearer \\S+") : authorization.equals("Bearer " + expected);
    }
}
