package studio.atelier.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;

class HoldPlacementTest {

    private static final UserId USER = new UserId(new UUID(0, 1));
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void ofOneHoldHasNoGroup() {
        UUID hold = new UUID(0, 2);
        HoldPlacement request = HoldPlacement.of(
                new PlaceHold(hold, USER, PriceUnit.ENERGY, 3, Funding.AUTO, "dialog-message", Source.ENERGY, END));
        assertThat(request.groupId()).isNull();
        assertThat(request.items()).containsExactly(new PlaceHolds.RequestedGroupHold(hold, 3));
        assertThat(request.expectedSource()).isEqualTo(Source.ENERGY);
    }

    @Test
    void refusesWhatNoBalanceCanMakeRight() {
        refuses(PriceUnit.ACTIONS, Funding.AUTO, "try-on", null, List.of());
        refuses(PriceUnit.ACTIONS, Funding.AUTO, "try-on", null, items(101));
        refuses(
                PriceUnit.ACTIONS,
                Funding.AUTO,
                "try-on",
                null,
                List.of(new PlaceHolds.RequestedGroupHold(USER.value(), 0)));
        refuses(
                PriceUnit.ACTIONS,
                Funding.AUTO,
                "try-on",
                null,
                List.of(
                        new PlaceHolds.RequestedGroupHold(USER.value(), 1),
                        new PlaceHolds.RequestedGroupHold(USER.value(), 1)));
        refuses(PriceUnit.UNKNOWN, Funding.AUTO, "try-on", null, items(1));
        refuses(PriceUnit.ACTIONS, Funding.UNKNOWN, "try-on", null, items(1));
        refuses(PriceUnit.ACTIONS, Funding.AUTO, "try-on", Source.UNKNOWN, items(1));
        refuses(PriceUnit.ACTIONS, Funding.AUTO, " ", null, items(1));
        refuses(PriceUnit.ACTIONS, Funding.AUTO, "x".repeat(65), null, items(1));
    }

    @Test
    void takesAHundredHolds() {
        assertThat(new HoldPlacement(USER, null, PriceUnit.ACTIONS, Funding.AUTO, "batch", null, END, items(100))
                        .items())
                .hasSize(100);
    }

    private static void refuses(
            PriceUnit unit,
            Funding funding,
            String purpose,
            Source expected,
            List<PlaceHolds.RequestedGroupHold> items) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HoldPlacement(USER, null, unit, funding, purpose, expected, END, items));
    }

    private static List<PlaceHolds.RequestedGroupHold> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> new PlaceHolds.RequestedGroupHold(new UUID(1, n), 1))
                .toList();
    }
}
