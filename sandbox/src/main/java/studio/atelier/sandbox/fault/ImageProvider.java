package studio.atelier.sandbox.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The image providers beside kie.ai. Their stand-ins share one kind of plan and one list of faults. */
public enum ImageProvider {
    OPENAI,
    POLLINATIONS,
    VENICE,
    A1111,
    REPLICATE;

    /** The provider's name in addresses and plans, such as {@code openai}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The provider of that name in addresses and plans. */
    public static Optional<ImageProvider> byId(String id) {
        return Arrays.stream(values())
                .filter(provider -> provider.id().equals(id))
                .findFirst();
    }
}
