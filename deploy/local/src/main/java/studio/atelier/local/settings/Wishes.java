package studio.atelier.local.settings;

import java.util.Set;

/**
 * The options of a start.
 *
 * @param only names of the processes to start; empty for all
 * @param workers further generation services beside the first
 */
public record Wishes(Set<String> only, int workers) {

    private static final Set<String> INFRASTRUCTURE = Set.of("postgres", "redis", "kafka");
    private static final Set<String> SERVICES = Set.of(
            "sandbox", "auth-service", "billing-service", "generation-service", "chat-service", "gateway-service");

    public Wishes {
        for (String name : only) {
            if (!"infra".equals(name) && !isKnown(name)) {
                throw new StackException("There is no %s; --only knows infra, %s and %s"
                        .formatted(name, join(INFRASTRUCTURE), join(SERVICES)));
            }
        }
        if (workers < 0) {
            throw new StackException("--workers must be 0 or more");
        }
        only = Set.copyOf(only);
    }

    public boolean wants(String name) {
        return only.isEmpty()
                || only.contains(name)
                || only.contains(name.replace("-service", ""))
                || (only.contains("infra") && INFRASTRUCTURE.contains(name));
    }

    private static boolean isKnown(String name) {
        return INFRASTRUCTURE.contains(name) || SERVICES.contains(name) || SERVICES.contains(name + "-service");
    }

    private static String join(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
