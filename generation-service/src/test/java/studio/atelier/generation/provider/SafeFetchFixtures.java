package studio.atelier.generation.provider;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.generation.picture.capacity.PictureProperties;
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
        return clients(ObservationRegistry.NOOP, DataSize.ofMegabytes(7));
    }

    /** Clients of providers whose calls are observed. */
    public static ProviderHttpClients clients(ObservationRegistry observations) {
        return clients(observations, DataSize.ofMegabytes(7));
    }

    /** Clients of providers that may deliver picture files up to this size. */
    public static ProviderHttpClients clients(DataSize largestPicture) {
        return clients(ObservationRegistry.NOOP, largestPicture);
    }

    private static ProviderHttpClients clients(ObservationRegistry observations, DataSize largestPicture) {
        return new ProviderHttpClients(
                WebClient.builder().observationRegistry(observations),
                new OutboundHttpClients(),
                new FetchProperties(Set.of(), largestPicture, Duration.ofSeconds(3), 2),
                new DecodingCapacity(
                        new PictureProperties(
                                DataSize.ofMegabytes(64), Duration.ofSeconds(15), 64, Duration.ofSeconds(10)),
                        new SimpleMeterRegistry()));
    }
}
