package studio.atelier.generation.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The available providers. A route to one that is not available stops the startup. */
@Component
public class ProviderRegistry {

    private final Map<String, ImageProvider> byName;

    ProviderRegistry(List<ImageProvider> providers, ImageModelCatalogue models) {
        this.byName = providers.stream()
                .collect(Collectors.toUnmodifiableMap(ImageProvider::providerName, Function.identity()));
        Set<String> missing = models.listProviders();
        missing.removeAll(byName.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Routes under atelier.generation.models name providers that do not exist: "
                    + String.join(", ", missing));
        }
    }

    /** The provider of this name, which some route names. */
    public ImageProvider requireProvider(String name) {
        ImageProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalStateException("No provider named " + name);
        }
        return provider;
    }
}
