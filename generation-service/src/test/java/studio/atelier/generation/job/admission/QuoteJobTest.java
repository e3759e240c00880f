package studio.atelier.generation.job.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

class QuoteJobTest {

    private static final Instant RENEWAL = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void choosesThePlanAsTheFirstSource() {
        assertThat(quote(Funding.AUTO, new Balance.SubscriptionBalance("start", 50, RENEWAL), 100, 10))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, Source.PLAN, 48L, false, 0L));
    }

    @Test
    void thenCreditsAndThenTheFreeQuotaWithOurMark() {
        assertThat(quote(Funding.AUTO, null, 100, 10))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, Source.CREDITS, 98L, false, 0L));
        assertThat(quote(Funding.AUTO, null, 0, 10))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, Source.FREE, 8L, true, 0L));
    }

    @Test
    void paysWholeFromOneSource() {
        assertThat(quote(Funding.AUTO, new Balance.SubscriptionBalance("start", 1, RENEWAL), 1, 1))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, null, null, false, 1L));
    }

    @Test
    void takesTheFreeQuotaWhereItIsWished() {
        assertThat(quote(Funding.FREE, new Balance.SubscriptionBalance("start", 50, RENEWAL), 100, 10))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, Source.FREE, 8L, true, 0L));
        assertThat(quote(Funding.FREE, new Balance.SubscriptionBalance("start", 50, RENEWAL), 100, 0))
                .isEqualTo(new QuoteJob.JobQuoteResponse(2, null, null, false, 2L));
    }

    private static QuoteJob.JobQuoteResponse quote(
            Funding funding, Balance.@Nullable SubscriptionBalance plan, long credits, long free) {
        Balance balance = new Balance(
                Map.of(Source.CREDITS, credits),
                plan,
                new Balance.FreeQuotaBalance(free, RENEWAL),
                new Balance.HeldUnitsBalance(Map.of(), 0));
        return QuoteJob.toQuote(PriceUnit.ACTIONS, 2, funding, balance);
    }
}
