package studio.atelier.billing.hold;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldCommand;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.billing.pricelist.ProductPriceList;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;
import studio.atelier.platform.event.RejectedEventException;
import studio.atelier.platform.trace.CurrentTraceAndUser;

/**
 * Executes commands of different users together, and publishes their outcomes in the same transaction. Every command
 * may arrive any number of times and in any order: each is answered with the current state of the hold.
 */
@Component
class HoldCommandHandler {

    private final AccountLedger ledger;
    private final ProductPriceList prices;
    private final HoldOutcomePublisher outcomes;
    private final DatabaseTransactions transactions;
    private final StatementBatcher<HoldCommandCall, UUID, Void> batcher;

    HoldCommandHandler(
            AccountLedger ledger,
            ProductPriceList prices,
            HoldOutcomePublisher outcomes,
            DatabaseTransactions transactions,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.prices = prices;
        this.outcomes = outcomes;
        this.transactions = transactions;
        this.batcher = new StatementBatcher<>(
                "execute-hold-commands", BatchLimits.usual(), HoldCommandCall::userId, this::executeTogether, meters);
    }

    Mono<Void> placeHold(PlaceHold command) {
        return executeCommand(() -> HoldPlacement.of(command));
    }

    Mono<Void> placeHolds(PlaceHolds command) {
        return executeCommand(() -> HoldPlacement.of(command));
    }

    Mono<Void> captureHold(CaptureHold command) {
        return executeCommand(() -> HoldCapture.of(command));
    }

    Mono<Void> releaseHold(ReleaseHold command) {
        return executeCommand(() -> HoldRelease.of(command));
    }

    /** Rejects a command that makes no sense before it joins others. */
    private Mono<Void> executeCommand(Supplier<HoldCommand> command) {
        return Mono.fromSupplier(command)
                .onErrorMap(
                        IllegalArgumentException.class, e -> new RejectedEventException(String.valueOf(e.getMessage())))
                .flatMap(valid -> Mono.deferContextual(caller ->
                        batcher.call(new HoldCommandCall(valid, CurrentTraceAndUser.copyTraceAndUser(caller)))));
    }

    private Mono<Map<UUID, Void>> executeTogether(List<HoldCommandCall> calls) {
        List<HoldCommand> commands =
                calls.stream().map(HoldCommandCall::command).toList();
        return transactions
                .runInTransaction(ledger.executeCommands(commands)
                        .flatMap(executed -> Flux.range(0, calls.size())
                                .concatMap(place -> publishOutcomes(calls.get(place), executed.get(place)))
                                .then()))
                .then(Mono.empty());
    }

    /** Within the trace of the command's own sender. */
    private Mono<Void> publishOutcomes(HoldCommandCall call, List<LedgerHoldOutcome> executed) {
        return offersFor(call.command(), executed)
                .flatMap(offers -> outcomes.publishOutcomes(executed, offers))
                .contextWrite(call.caller());
    }

    /** Offers are looked up only if the user lacks units. */
    private Mono<List<Offer>> offersFor(HoldCommand command, List<LedgerHoldOutcome> executed) {
        String insufficient = DeclineReason.INSUFFICIENT_FUNDS.wireName();
        return Mono.justOrEmpty(executed.stream()
                        .filter(outcome -> insufficient.equals(outcome.reason()))
                        .findFirst())
                .flatMap(outcome -> command instanceof HoldPlacement placement
                        ? prices.listOffers(placement.unit(), outcome.required())
                        : Mono.empty())
                .defaultIfEmpty(List.of());
    }

    /** A command, with the trace and the user of its sender. */
    private record HoldCommandCall(HoldCommand command, ContextView caller) {

        UUID userId() {
            return command.userId().value();
        }
    }
}
