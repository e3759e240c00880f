package studio.atelier.generation.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The providers that this deployment has. */
@Component
public class ProviderRegistry {

    private final Map<String, ImageProvider> byName;

    ProviderRegistry(List<ImageProvider> providers) {
        this.byName = providers.stream()
                .collect(Collectors.toUnmodifiableMap(ImageProvider::providerName, Function.identity()));
    }

    /** The names of the providers. */
    public Set<String> listNames() {
        return byName.keySet();
    }

    public boolean isAvailable(String name) {
        return byName.containsKey(name);
    }

    /** The provider of this name, which must be available. */
    public ImageProvider requireProvider(String name) {
        ImageProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalStateException("No provider named " + name);
        }
        return provider;
    }
}
