package studio.atelier.billing.hold;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.billing.pricelist.ProductPriceList;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.platform.event.RejectedEventException;

/**
 * Executes commands and publishes the outcome in the same transaction. Every command may arrive any number of times and
 * in any order: each is answered with the current state of the hold.
 */
@Component
class HoldCommandHandler {

    private static final int MAX_REASON_LENGTH = 64;

    private final AccountLedger ledger;
    private final ProductPriceList prices;
    private final HoldOutcomePublisher outcomes;

    HoldCommandHandler(AccountLedger ledger, ProductPriceList prices, HoldOutcomePublisher outcomes) {
        this.ledger = ledger;
        this.prices = prices;
        this.outcomes = outcomes;
    }

    Mono<Void> placeHold(PlaceHold command) {
        return placeRequested(requireValid(() -> HoldPlacement.of(command)));
    }

    Mono<Void> placeHolds(PlaceHolds command) {
        return placeRequested(requireValid(() -> HoldPlacement.of(command)));
    }

    Mono<Void> captureHold(CaptureHold command) {
        if (command.amount() <= 0) {
            return Mono.error(new RejectedEventException("the amount of a capture must be positive"));
        }
        return ledger.captureHold(command.userId(), command.holdId(), command.amount())
                .flatMap(outcome -> outcomes.publishOutcomes(List.of(outcome), List.of()));
    }

    Mono<Void> releaseHold(ReleaseHold command) {
        return ledger.releaseHold(command.userId(), command.holdId(), truncateReason(command.reason()))
                .flatMap(outcome -> outcomes.publishOutcomes(List.of(outcome), List.of()));
    }

    private Mono<Void> placeRequested(HoldPlacement request) {
        return ledger.placeHolds(request)
                .flatMap(placed ->
                        offersFor(request, placed).flatMap(offers -> outcomes.publishOutcomes(placed, offers)));
    }

    /** Offers are looked up only if the user lacks units. */
    private Mono<List<Offer>> offersFor(HoldPlacement request, List<LedgerHoldOutcome> placed) {
        String insufficient = DeclineReason.INSUFFICIENT_FUNDS.wireName();
        return placed.stream()
                .filter(outcome -> insufficient.equals(outcome.reason()))
                .findFirst()
                .map(outcome -> prices.listOffers(request.unit(), outcome.required()))
                .orElse(Mono.just(List.of()));
    }

    private static HoldPlacement requireValid(Supplier<HoldPlacement> request) {
        try {
            return request.get();
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(String.valueOf(e.getMessage()));
        }
    }

    private static String truncateReason(String reason) {
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
