package studio.atelier.generation.provider;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;

/** Providers for tests. */
public final class ProviderFixtures {

    private ProviderFixtures() {}

    /** Providers of these names, which are never called. */
    public static ProviderRegistry registryOf(String... names) {
        return new ProviderRegistry(
                Stream.of(names).map(ProviderFixtures::newProvider).toList());
    }

    /** The cancellation at these providers. */
    public static CancelProviderWork cancelling(
            ProviderAttempts attempts, ProviderRegistry providers, MeterRegistry meters) {
        return new CancelProviderWork(attempts, providers, meters);
    }

    private static ImageProvider newProvider(String name) {
        ImageProvider provider = mock();
        when(provider.providerName()).thenReturn(name);
        return provider;
    }
}
