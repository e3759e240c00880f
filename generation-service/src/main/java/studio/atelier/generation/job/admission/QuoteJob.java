package studio.atelier.generation.job.admission;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.balance.SourceSelection;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.operation.GenerationRequest;
import studio.atelier.generation.operation.OperationPlanner;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.platform.balance.BalanceProjection;

/** Computes what a request would cost and which source would pay, from the last known balance. */
@Component
public class QuoteJob {

    private final OperationPlanner operations;
    private final BalanceProjection balances;

    QuoteJob(OperationPlanner operations, BalanceProjection balances) {
        this.operations = operations;
        this.balances = balances;
    }

    public Mono<JobQuoteResponse> handle(UserId user, GenerationRequest request, Locale locale) {
        return operations
                .planAll(request, locale)
                .delayUntil(works -> operations.requireInputs(user, works))
                .flatMap(works -> quoteTotal(user, works, request.fundingOrAuto()));
    }

    /** A batch is paid from one source. */
    private Mono<JobQuoteResponse> quoteTotal(UserId user, List<PlannedProviderWork> works, Funding funding) {
        long price = works.stream().mapToLong(PlannedProviderWork::price).sum();
        return balances.findBalance(user)
                .map(balance -> toQuote(works.getFirst().unit(), price, funding, balance))
                .defaultIfEmpty(new JobQuoteResponse(price, null, null, false, null));
    }

    static JobQuoteResponse toQuote(PriceUnit unit, long price, Funding funding, Balance balance) {
        return SourceSelection.findPayingSource(balance, unit, funding, price)
                .map(source -> new JobQuoteResponse(
                        price, source, balance.availableUnits(source) - price, source == Source.FREE, 0L))
                .orElseGet(() -> new JobQuoteResponse(
                        price, null, null, false, price - SourceSelection.mostAvailable(balance, unit, funding)));
    }

    /**
     * The quote for a request.
     *
     * @param source the source that would pay; null if none can, or no balance is known yet
     * @param balanceAfter what that source would have left
     * @param watermark whether the image would carry our watermark
     * @param shortfall units that are missing: 0 if it can be paid, null if no balance is known yet
     */
    @Schema(name = "Quote")
    public record JobQuoteResponse(
            long price,

            @Nullable Source source,

            @Nullable Long balanceAfter,
            boolean watermark,
            @Nullable Long shortfall) {}
}
