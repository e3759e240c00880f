package studio.atelier.generation.job.admission;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
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

    public Mono<JobQuoteResponse> handle(UserId user, GenerationRequest request) {
        return Mono.fromCallable(() -> operations.planWork(request))
                .delayUntil(work -> operations.requireInputs(user, work))
                .flatMap(work -> balances.findBalance(user)
                        .map(balance -> toQuote(work, request.fundingOrAuto(), balance))
                        .defaultIfEmpty(new JobQuoteResponse(work.price(), null, null, false, null)));
    }

    static JobQuoteResponse toQuote(PlannedProviderWork work, Funding funding, Balance balance) {
        return SourceSelection.findPayingSource(balance, work.unit(), funding, work.price())
                .map(source -> new JobQuoteResponse(
                        work.price(), source, balance.availableUnits(source) - work.price(), source == Source.FREE, 0L))
                .orElseGet(() -> new JobQuoteResponse(
                        work.price(),
                        null,
                        null,
                        false,
                        work.price() - SourceSelection.mostAvailable(balance, work.unit(), funding)));
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
