package studio.atelier.billing.hold;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.HoldAnswer;
import studio.atelier.billing.ledger.HoldRequest;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.billing.pricelist.PriceList;
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
class HoldCommands {

    private static final int MAX_REASON_LENGTH = 64;

    private final Ledger ledger;
    private final PriceList prices;
    private final HoldAnswers answers;

    HoldCommands(Ledger ledger, PriceList prices, HoldAnswers answers) {
        this.ledger = ledger;
        this.prices = prices;
        this.answers = answers;
    }

    Mono<Void> place(PlaceHold command) {
        return place(checked(() -> HoldRequest.of(command)));
    }

    Mono<Void> place(PlaceHolds command) {
        return place(checked(() -> HoldRequest.of(command)));
    }

    Mono<Void> capture(CaptureHold command) {
        if (command.amount() <= 0) {
            return Mono.error(new RejectedEventException("a capture is of one unit or more"));
        }
        return ledger.captureHold(command.userId(), command.holdId(), command.amount())
                .flatMap(answer -> answers.publish(List.of(answer), List.of()));
    }

    Mono<Void> release(ReleaseHold command) {
        return ledger.releaseHold(command.userId(), command.holdId(), shortened(command.reason()))
                .flatMap(answer -> answers.publish(List.of(answer), List.of()));
    }

    private Mono<Void> place(HoldRequest request) {
        return ledger.placeHolds(request)
                .flatMap(placed -> offersFor(request, placed).flatMap(offers -> answers.publish(placed, offers)));
    }

    /** What the user could buy is looked up only for those who lack units. */
    private Mono<List<Offer>> offersFor(HoldRequest request, List<HoldAnswer> placed) {
        String insufficient = DeclineReason.INSUFFICIENT_FUNDS.wireName();
        return placed.stream()
                .filter(answer -> insufficient.equals(answer.reason()))
                .findFirst()
                .map(answer -> prices.offers(request.unit(), answer.required()))
                .orElse(Mono.just(List.of()));
    }

    private static HoldRequest checked(Supplier<HoldRequest> request) {
        try {
            return request.get();
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(String.valueOf(e.getMessage()));
        }
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
