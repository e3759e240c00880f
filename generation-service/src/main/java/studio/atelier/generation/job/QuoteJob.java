package studio.atelier.generation.job;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.billing.SourceChoice;
import studio.atelier.generation.balance.Balances;
import studio.atelier.generation.operation.GenerationRequest;
import studio.atelier.generation.operation.Operations;
import studio.atelier.generation.operation.PlannedWork;

/** Says what a request would cost and who would pay, as far as the last known balance tells. */
@Component
class QuoteJob {

    private final Operations operations;
    private final Balances balances;

    QuoteJob(Operations operations, Balances balances) {
        this.operations = operations;
        this.balances = balances;
    }

    Mono<Quote> handle(UserId user, GenerationRequest request) {
        return operations
                .plan(user, request)
                .flatMap(work -> balances.of(user)
                        .map(balance -> quote(work, request.fundingOrAuto(), balance))
                        .defaultIfEmpty(new Quote(work.price(), null, null, false, null)));
    }

    static Quote quote(PlannedWork work, Funding funding, Balance balance) {
        return SourceChoice.of(balance, work.unit(), funding, work.price())
                .map(source -> new Quote(
                        work.price(),
                        source.wireName(),
                        SourceChoice.available(balance, source) - work.price(),
                        source == Source.FREE,
                        0L))
                .orElseGet(() -> new Quote(
                        work.price(),
                        null,
                        null,
                        false,
                        work.price() - SourceChoice.mostAvailable(balance, work.unit(), funding)));
    }

    /**
     * What it would cost.
     *
     * @param source who would pay; null if nobody can, or no balance is known yet
     * @param balanceAfter what that source would have left
     * @param watermark whether the picture would carry our mark
     * @param shortfall units that are missing: 0 if it can be paid, null if no balance is known yet
     */
    @Schema(name = "Quote")
    record Quote(
            long price,

            @Schema(allowableValues = {"plan", "credits", "free", "energy", "diamonds"}) @Nullable
            String source,

            @Nullable Long balanceAfter,
            boolean watermark,
            @Nullable Long shortfall) {}
}
