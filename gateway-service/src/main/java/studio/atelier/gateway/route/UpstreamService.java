package studio.atelier.gateway.route;

import java.net.URI;
import java.util.List;
import studio.atelier.contracts.WireNameConverter;

/** A service behind the gateway, and the paths that it answers. */
public enum UpstreamService {
    AUTH,
    BILLING,
    GENERATION,
    CHAT;

    /** Returns the service's name in paths, metrics and breakers. */
    public String serviceName() {
        return WireNameConverter.toWireName(this);
    }

    /** Returns its address. */
    public URI baseUriIn(UpstreamProperties properties) {
        return switch (this) {
            case AUTH -> properties.auth();
            case BILLING -> properties.billing();
            case GENERATION -> properties.generation();
            case CHAT -> properties.chat();
        };
    }

    /** Returns the path patterns of the requests of this kind that it answers; empty if it gets none. */
    List<String> pathPatternsOf(UpstreamRequestKind kind) {
        return switch (kind) {
            case OPERATOR -> List.of("/api/v1/admin/" + serviceName() + "/**");
            case UPLOADS -> this == GENERATION ? List.of("/api/v1/uploads") : List.of();
            case PICTURES -> picturePaths();
            case WEBHOOKS -> webhookPaths();
            case CALLS -> callPaths();
        };
    }

    private List<String> picturePaths() {
        return switch (this) {
            case AUTH, BILLING -> List.of();
            case GENERATION -> List.of("/images/**");
            case CHAT -> List.of("/api/v1/chat/photos/*");
        };
    }

    private List<String> webhookPaths() {
        return switch (this) {
            case AUTH, BILLING -> List.of();
            case GENERATION -> List.of("/webhooks/kie", "/webhooks/replicate");
            case CHAT -> List.of("/webhooks/telegram");
        };
    }

    private List<String> callPaths() {
        return switch (this) {
            case AUTH -> List.of("/api/v1/auth/**", "/.well-known/jwks.json");
            case BILLING -> List.of("/api/v1/billing/**");
            case GENERATION ->
                List.of(
                        "/api/v1/uploads/**",
                        "/api/v1/generations/**",
                        "/api/v1/batches/**",
                        "/api/v1/models/**",
                        "/api/v1/images/**");
            case CHAT -> List.of("/api/v1/chat/**");
        };
    }
}
