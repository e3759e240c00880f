package studio.atelier.contracts.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.billing.Funding;

class SourceSelectionTest {

    private static final Instant RENEWAL = Instant.parse("2026-11-30T21:00:00Z");

    @Test
    void asksThePlanThenCreditsThenTheFreeQuota() {
        assertThat(SourceSelection.findPayingSource(balance(2, 2, 2), PriceUnit.ACTIONS, Funding.AUTO, 2))
                .contains(Source.PLAN);
        assertThat(SourceSelection.findPayingSource(balance(1, 2, 2), PriceUnit.ACTIONS, Funding.AUTO, 2))
                .contains(Source.CREDITS);
        assertThat(SourceSelection.findPayingSource(balance(1, 1, 2), PriceUnit.ACTIONS, Funding.AUTO, 2))
                .contains(Source.FREE);
    }

    @Test
    void neverAddsSourcesUp() {
        assertThat(SourceSelection.findPayingSource(balance(1, 1, 1), PriceUnit.ACTIONS, Funding.AUTO, 2))
                .isEmpty();
        assertThat(SourceSelection.mostAvailable(balance(1, 3, 2), PriceUnit.ACTIONS, Funding.AUTO))
                .isEqualTo(3);
    }

    @Test
    void asksOnlyTheFreeQuotaIfTheUserWishesSo() {
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 2), PriceUnit.ACTIONS, Funding.FREE, 2))
                .contains(Source.FREE);
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 1), PriceUnit.ACTIONS, Funding.FREE, 2))
                .isEmpty();
    }

    @Test
    void paysEnergyAndDiamondsInTheirOwnUnit() {
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 9), PriceUnit.ENERGY, Funding.AUTO, 5))
                .contains(Source.ENERGY);
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 9), PriceUnit.DIAMONDS, Funding.FREE, 7))
                .contains(Source.DIAMONDS);
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 9), PriceUnit.DIAMONDS, Funding.AUTO, 8))
                .isEmpty();
    }

    @Test
    void paysNothingWithoutAPlanOrInAUnitItDoesNotKnow() {
        Balance withoutPlan = new Balance(
                Map.of(), null, new Balance.FreeQuotaBalance(0, RENEWAL), new Balance.HeldUnitsBalance(Map.of(), 0));
        assertThat(SourceSelection.findPayingSource(withoutPlan, PriceUnit.ACTIONS, Funding.AUTO, 1))
                .isEmpty();
        assertThat(SourceSelection.findPayingSource(balance(9, 9, 9), PriceUnit.UNKNOWN, Funding.AUTO, 1))
                .isEmpty();
    }

    private static Balance balance(long plan, long credits, long free) {
        return new Balance(
                Map.of(Source.CREDITS, credits, Source.ENERGY, 5L, Source.DIAMONDS, 7L),
                new Balance.SubscriptionBalance("plan-50", plan, RENEWAL),
                new Balance.FreeQuotaBalance(free, RENEWAL),
                new Balance.HeldUnitsBalance(Map.of(), 0));
    }
}
