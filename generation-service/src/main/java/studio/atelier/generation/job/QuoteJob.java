package studio.atelier.generation.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.Source;
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

    /** An operation is paid whole from one source: the plan, else credits, else the free quota (SPEC M6). */
    static Quote quote(PlannedWork work, Funding funding, Balance balance) {
        Map<Source, Long> permitted = permitted(work.unit(), funding, balance);
        for (Map.Entry<Source, Long> source : permitted.entrySet()) {
            if (source.getValue() >= work.price()) {
                return new Quote(
                        work.price(),
                        source.getKey().wireName(),
                        source.getValue() - work.price(),
                        source.getKey() == Source.FREE,
                        0L);
            }
        }
        long most = permitted.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Quote(work.price(), null, null, false, work.price() - most);
    }

    private static Map<Source, Long> permitted(PriceUnit unit, Funding funding, Balance balance) {
        Map<Source, Long> sources = new LinkedHashMap<>();
        switch (unit) {
            case ENERGY -> sources.put(Source.ENERGY, balance.energy());
            case DIAMONDS -> sources.put(Source.DIAMONDS, balance.diamonds());
            case ACTIONS, UNKNOWN -> {
                Balance.Plan plan = balance.plan();
                if (funding != Funding.FREE) {
                    sources.put(Source.PLAN, plan == null ? 0 : plan.actionsLeft());
                    sources.put(Source.CREDITS, balance.credits());
                }
                sources.put(Source.FREE, balance.free().actionsLeft());
            }
        }
        return sources;
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
