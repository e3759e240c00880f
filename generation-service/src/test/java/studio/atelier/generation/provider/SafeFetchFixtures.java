package studio.atelier.generation.provider;

import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import studio.atelier.platform.http.OutboundHttpClients;

/** Download fixtures for tests. */
public final class SafeFetchFixtures {

    private SafeFetchFixtures() {}

    public static SafeImageFetcher trusting(String... hosts) {
        return new SafeImageFetcher(
                new FetchProperties(Set.of(hosts), DataSize.ofKilobytes(64), Duration.ofSeconds(3), 2),
                WebClient.builder(),
                new OutboundHttpClients());
    }

    /** Clients of providers. */
    public static ProviderHttpClients clients() {
        return clients(ObservationRegistry.NOOP);
    }

    /** Clients of providers whose calls are observed. */
    public static ProviderHttpClients clients(ObservationRegistry observations) {
        return new ProviderHttpClients(
                WebClient.builder().observationRegistry(observations), new OutboundHttpClients());
    }
}
