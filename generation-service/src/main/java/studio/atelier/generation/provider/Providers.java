package studio.atelier.generation.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The providers that are there. A route to one that is not stops the start. */
@Component
public class Providers {

    private final Map<String, ImageProvider> byName;

    Providers(List<ImageProvider> providers, Models models) {
        this.byName =
                providers.stream().collect(Collectors.toUnmodifiableMap(ImageProvider::name, Function.identity()));
        Set<String> missing = models.providers();
        missing.removeAll(byName.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Routes under atelier.generation.models name providers that are not there: "
                    + String.join(", ", missing));
        }
    }

    /** The provider of this name, which some route names. */
    public ImageProvider get(String name) {
        ImageProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalStateException("No provider named " + name);
        }
        return provider;
    }

    /** Whether it can cancel; false for one that is no longer there. */
    public boolean cancels(String name) {
        ImageProvider provider = byName.get(name);
        return provider != null && provider.cancels();
    }
}
