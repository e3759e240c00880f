package studio.atelier.contracts.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class BalanceTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Instant RENEWAL = Instant.parse("2026-11-30T21:00:00Z");

    @Test
    void everyGrantableSourceIsAMemberOfItsName() {
        Map<Source, Long> units = distinctUnits();
        Balance balance = balance(units);

        JsonNode written = JSON.valueToTree(balance);

        units.forEach((source, amount) -> {
            assertThat(written.path(source.wireName()).asLong())
                    .as("%s", source)
                    .isEqualTo(amount);
            assertThat(written.path("held").path(source.wireName()).asLong())
                    .as("%s held", source)
                    .isEqualTo(amount);
        });
        assertThat(written.has("units")).isFalse();
        assertThat(JSON.treeToValue(written, Balance.class)).isEqualTo(balance);
    }

    @Test
    void aSourceWithoutUnitsIsWrittenAsZero() {
        JsonNode written = JSON.valueToTree(balance(Map.of()));

        assertThat(Source.listGrantable())
                .allSatisfy(source ->
                        assertThat(written.get(source.wireName()).asLong()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"many\"", "null", "1.5", "99999999999999999999", "{\"left\": 3}"})
    void refusesUnitsThatAreNoWholeNumber(String units) {
        ObjectNode available = JSON.valueToTree(balance(Map.of()));
        available.set("credits", JSON.readTree(units));
        assertThatThrownBy(() -> JSON.treeToValue(available, Balance.class)).isInstanceOf(JacksonException.class);

        ObjectNode held = JSON.valueToTree(balance(Map.of()));
        ((ObjectNode) held.get("held")).set("credits", JSON.readTree(units));
        assertThatThrownBy(() -> JSON.treeToValue(held, Balance.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void skipsMembersOfANewerVersion() {
        String newer = """
                {"credits": 3, "free": {"actionsLeft": 1, "renewsAt": "2026-11-30T21:00:00Z"}, "stars": 5,
                 "trial": {"actionsLeft": 2}, "held": {"actions": 0, "stars": 1}}
                """;

        assertThat(JSON.readValue(newer, Balance.class))
                .isEqualTo(new Balance(
                        Map.of(Source.CREDITS, 3L),
                        null,
                        new Balance.FreeQuotaBalance(1, RENEWAL),
                        new Balance.HeldUnitsBalance(Map.of(), 0)));
    }

    @Test
    void hasUnitsOfEverySourceThatPays() {
        Balance balance = balance(distinctUnits());

        assertThat(Stream.of(PriceUnit.values()).flatMap(unit -> Source.listPaying(unit).stream()))
                .allSatisfy(source -> assertThat(balance.availableUnits(source))
                        .as("%s", source)
                        .isPositive());
    }

    private static Map<Source, Long> distinctUnits() {
        return Source.listGrantable().stream()
                .collect(Collectors.toMap(source -> source, source -> 10L + source.ordinal()));
    }

    private static Balance balance(Map<Source, Long> units) {
        return new Balance(
                units,
                new Balance.SubscriptionBalance("plan-50", 5, RENEWAL),
                new Balance.FreeQuotaBalance(8, RENEWAL),
                new Balance.HeldUnitsBalance(units, 4));
    }
}
