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
 * Does what a command asks and publishes the answer in the same transaction. Every command may come any number of times
 * and in any order: each is answered, with where the hold stands then.
 */
@Component
class HoldCommandHandler {

    private static final int MAX_REASON_LENGTH = 64;

    private final AccountLedger ledger;
    private final ProductPriceList prices;
    private final HoldOutcomePublisher answers;

    HoldCommandHandler(AccountLedger ledger, ProductPriceList prices, HoldOutcomePublisher answers) {
        this.ledger = ledger;
        this.prices = prices;
        this.answers = answers;
    }

    Mono<Void> placeHold(PlaceHold command) {
        return placeRequested(requireValid(() -> HoldPlacement.of(command)));
    }

    Mono<Void> placeHolds(PlaceHolds command) {
        return placeRequested(requireValid(() -> HoldPlacement.of(command)));
    }

    Mono<Void> captureHold(CaptureHold command) {
        if (command.amount() <= 0) {
            return Mono.error(new RejectedEventException("a capture is of one unit or more"));
        }
        return ledger.captureHold(command.userId(), command.holdId(), command.amount())
                .flatMap(answer -> answers.publishOutcomes(List.of(answer), List.of()));
    }

    Mono<Void> releaseHold(ReleaseHold command) {
        return ledger.releaseHold(command.userId(), command.holdId(), truncateReason(command.reason()))
                .flatMap(answer -> answers.publishOutcomes(List.of(answer), List.of()));
    }

    private Mono<Void> placeRequested(HoldPlacement request) {
        return ledger.placeHolds(request)
                .flatMap(placed ->
                        offersFor(request, placed).flatMap(offers -> answers.publishOutcomes(placed, offers)));
    }

    /** What the user could buy is looked up only for those who lack units. */
    private Mono<List<Offer>> offersFor(HoldPlacement request, List<LedgerHoldOutcome> placed) {
        String insufficient = DeclineReason.INSUFFICIENT_FUNDS.wireName();
        return placed.stream()
                .filter(answer -> insufficient.equals(answer.reason()))
                .findFirst()
                .map(answer -> prices.listOffers(request.unit(), answer.required()))
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
