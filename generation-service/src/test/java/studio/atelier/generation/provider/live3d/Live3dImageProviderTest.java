package studio.atelier.generation.provider.live3d;

import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;
import static studio.atelier.generation.provider.ProviderRequestFixtures.request;

import java.util.Map;
import org.junit.jupiter.api.Test;

class Live3dImageProviderTest {

    @Test
    void refusesEveryRequestSoThatItsJobsContinueOnTheNextRoute() {
        expectFailure(new Live3dImageProvider().requestImage(request(Map.of())), "Refused", "live3d_not_configured");
    }
}
