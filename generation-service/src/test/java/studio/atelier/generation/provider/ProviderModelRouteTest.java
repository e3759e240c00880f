package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;

class ProviderModelRouteTest {

    private static final ProviderModelRoute ROUTE = new ProviderModelRoute(
            "openai",
            "gpt-image-2",
            53_000,
            Map.of("quality", Map.of("low", -47_000L, "high", 158_000L), "steps", Map.of("40", 1_000L)),
            Map.of("quality", "high", "format", "png"));

    @ParameterizedTest
    @CsvSource({"low, 20, 6000", "medium, 20, 53000", "high, 20, 211000", "high, 40, 212000"})
    void costsWhatTheChosenParametersCost(String quality, int steps, long cost) {
        assertThat(ROUTE.withCostOf(Map.of("quality", quality, "steps", steps)).costMicroUsd())
                .isEqualTo(cost);
    }

    @Test
    void costsWhatItsOwnParametersCostWhereNoneIsChosen() {
        ProviderModelRoute priced = ROUTE.withCostOf(Map.of());

        assertThat(priced.costMicroUsd()).isEqualTo(211_000);
        assertThat(priced.withCostOf(Map.of()).costMicroUsd()).isEqualTo(211_000);
        assertThat(priced.parameters()).isEqualTo(ROUTE.parameters());
    }

    @Test
    void neverCostsLessThanNothing() {
        ProviderModelRoute route =
                new ProviderModelRoute("a", "b", 10, Map.of("quality", Map.of("low", -11L)), Map.of());

        assertThat(route.withCostOf(Map.of("quality", "low")).costMicroUsd()).isZero();
    }
}
