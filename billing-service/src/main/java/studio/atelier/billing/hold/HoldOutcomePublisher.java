package studio.atelier.billing.hold;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.BalanceChangePublisher;
import studio.atelier.billing.ledger.LedgerAccount;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.BillingEvent;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.RefusalReason;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.platform.database.CommitCallbacks;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.trace.UserReactorContext;

/** Publishes the ledger's outcomes of holds within the ledger's transaction; logs and counts them after the commit. */
@Component
class HoldOutcomePublisher {

    private static final Logger log = LoggerFactory.getLogger(HoldOutcomePublisher.class);

    private final TransactionalOutbox outbox;
    private final BalanceChangePublisher balances;
    private final LowBalanceNotice lowBalance;
    private final HoldOutcomeMetrics metrics;
    private final Clock clock;

    HoldOutcomePublisher(
            TransactionalOutbox outbox,
            BalanceChangePublisher balances,
            LowBalanceNotice lowBalance,
            HoldOutcomeMetrics metrics,
            Clock clock) {
        this.outbox = outbox;
        this.balances = balances;
        this.lowBalance = lowBalance;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Publishes an event for each outcome, and one for each account whose balance changed, with its final balance.
     *
     * @param offers products offered to users whose holds are declined for lack of units
     */
    Mono<Void> publishOutcomes(List<LedgerHoldOutcome> outcomes, List<Offer> offers) {
        return outbox.appendAll(eventsOf(outcomes, offers, clock.instant()))
                .then(CommitCallbacks.runAfterCommit(
                        Flux.fromIterable(outcomes).concatMap(this::logAndCount).then()));
    }

    /** Runs in the context of the hold's own user: a command that ends many holds at once has no user. */
    private Mono<Void> logAndCount(LedgerHoldOutcome outcome) {
        return Mono.<Void>fromRunnable(() -> {
                    log.info("Hold {} is {}", outcome.holdId(), describeOutcome(outcome));
                    metrics.countOutcome(outcome);
                })
                .contextWrite(UserReactorContext.of(outcome.userId()));
    }

    private static String describeOutcome(LedgerHoldOutcome outcome) {
        String state = switch (outcome.outcome()) {
            case PLACED -> "PLACED: %d of %s".formatted(outcome.amount(), outcome.source());
            case CAPTURED ->
                "CAPTURED%s: %d of %s".formatted(outcome.late() ? " late" : "", outcome.amount(), outcome.source());
            case RELEASED -> outcome.expired() ? "RELEASED: expired" : "RELEASED";
            case DECLINED ->
                "DECLINED: %s, %d required, %d available"
                        .formatted(outcome.reason(), outcome.required(), outcome.available());
            case REFUSED -> "REFUSED: %s".formatted(outcome.reason());
        };
        return outcome.repeated() ? state + ", as answered before" : state;
    }

    private List<AtelierEvent> eventsOf(List<LedgerHoldOutcome> outcomes, List<Offer> offers, Instant now) {
        List<AtelierEvent> events = new ArrayList<>();
        outcomes.forEach(outcome -> events.add(eventOf(outcome, offers, now)));
        changedAccounts(outcomes).forEach(account -> events.add(balances.eventOf(account)));
        outcomes.forEach(outcome -> lowBalance.findNoticeAfter(outcome).ifPresent(events::add));
        return events;
    }

    private static List<LedgerAccount> changedAccounts(List<LedgerHoldOutcome> outcomes) {
        Map<UserId, LedgerAccount> last = new LinkedHashMap<>();
        outcomes.stream()
                .map(LedgerHoldOutcome::changed)
                .filter(Objects::nonNull)
                .forEach(account -> last.put(account.userId(), account));
        return new ArrayList<>(last.values());
    }

    private static BillingEvent eventOf(LedgerHoldOutcome outcome, List<Offer> offers, Instant now) {
        return switch (outcome.outcome()) {
            case PLACED -> toHoldPlaced(outcome, now);
            case DECLINED -> toHoldDeclined(outcome, offers, now);
            case CAPTURED ->
                new HoldCaptured(
                        outcome.holdId(),
                        outcome.userId(),
                        Objects.requireNonNull(outcome.source()),
                        outcome.amount(),
                        outcome.late(),
                        now);
            case RELEASED -> new HoldReleased(outcome.holdId(), outcome.userId(), outcome.expired(), now);
            case REFUSED ->
                new HoldSettlementRefused(
                        outcome.holdId(), outcome.userId(), RefusalReason.ofWireName(reasonOf(outcome)), now);
        };
    }

    private static HoldPlaced toHoldPlaced(LedgerHoldOutcome outcome, Instant now) {
        return new HoldPlaced(
                outcome.holdId(),
                outcome.userId(),
                outcome.groupId(),
                Objects.requireNonNull(outcome.source()),
                outcome.amount(),
                Objects.requireNonNull(outcome.expiresAt()),
                now);
    }

    private static HoldDeclined toHoldDeclined(LedgerHoldOutcome outcome, List<Offer> offers, Instant now) {
        DeclineReason reason = DeclineReason.ofWireName(reasonOf(outcome));
        return new HoldDeclined(
                outcome.holdId(),
                outcome.userId(),
                outcome.groupId(),
                reason,
                outcome.required(),
                outcome.available(),
                reason == DeclineReason.INSUFFICIENT_FUNDS ? offers : List.of(),
                now);
    }

    private static String reasonOf(LedgerHoldOutcome outcome) {
        return Objects.requireNonNull(outcome.reason());
    }
}
