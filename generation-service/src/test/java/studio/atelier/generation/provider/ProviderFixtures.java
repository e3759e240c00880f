package studio.atelier.generation.provider;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.stream.Stream;

/** Providers for tests. */
public final class ProviderFixtures {

    private ProviderFixtures() {}

    /** Providers of these names, which are never called. */
    public static ProviderRegistry registryOf(String... names) {
        return new ProviderRegistry(
                Stream.of(names).map(ProviderFixtures::newProvider).toList());
    }

    private static ImageProvider newProvider(String name) {
        ImageProvider provider = mock();
        when(provider.providerName()).thenReturn(name);
        return provider;
    }
}
