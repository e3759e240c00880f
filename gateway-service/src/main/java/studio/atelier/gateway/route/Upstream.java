package studio.atelier.gateway.route;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** A service behind the gateway, and the paths that are its own. */
public enum Upstream {
    AUTH,
    BILLING,
    GENERATION,
    CHAT;

    /** The service's name in paths, metrics and breakers. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where it is. */
    public URI uri(UpstreamProperties properties) {
        return switch (this) {
            case AUTH -> properties.auth();
            case BILLING -> properties.billing();
            case GENERATION -> properties.generation();
            case CHAT -> properties.chat();
        };
    }

    /** Path patterns it answers. */
    List<String> paths() {
        return switch (this) {
            case AUTH -> List.of("/api/v1/auth/**", "/api/v1/admin/auth/**", "/.well-known/jwks.json");
            case BILLING -> List.of("/api/v1/billing/**", "/api/v1/admin/billing/**", "/webhooks/yookassa");
            case GENERATION ->
                List.of(
                        "/api/v1/uploads/**",
                        "/api/v1/generations/**",
                        "/api/v1/images/**",
                        "/api/v1/series/**",
                        "/api/v1/models/**",
                        "/api/v1/admin/generation/**",
                        "/images/**",
                        "/webhooks/kie",
                        "/webhooks/replicate");
            case CHAT -> List.of("/api/v1/chat/**", "/api/v1/admin/chat/**", "/webhooks/telegram");
        };
    }
}
