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
import studio.atelier.platform.event.TransactionalOutbox;
import studio.atelier.platform.trace.UserReactorContext;

/** Publishes what the ledger said about holds, within the transaction in which it said so; logs and counts it after. */
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
     * Publishes an event for each answer, and for each account that changed its balance once, as it is after the last.
     *
     * @param offers what those declined for want of units are told to buy
     */
    Mono<Void> publishOutcomes(List<LedgerHoldOutcome> answers, List<Offer> offers) {
        return outbox.appendAll(eventsOf(answers, offers, clock.instant()))
                .then(CommitCallbacks.runAfterCommit(
                        Flux.fromIterable(answers).concatMap(this::logAndCount).then()));
    }

    /** For the hold's own user: what ends many holds at once is for nobody. */
    private Mono<Void> logAndCount(LedgerHoldOutcome answer) {
        return Mono.<Void>fromRunnable(() -> {
                    log.info("Hold {} is {}", answer.holdId(), describeOutcome(answer));
                    metrics.countOutcome(answer);
                })
                .contextWrite(UserReactorContext.of(answer.userId()));
    }

    private static String describeOutcome(LedgerHoldOutcome answer) {
        String standing = switch (answer.outcome()) {
            case PLACED -> "PLACED: %d of %s".formatted(answer.amount(), answer.source());
            case CAPTURED ->
                "CAPTURED%s: %d of %s".formatted(answer.late() ? " late" : "", answer.amount(), answer.source());
            case RELEASED -> answer.expired() ? "RELEASED: its time was over" : "RELEASED";
            case DECLINED ->
                "DECLINED: %s, %d wanted, %d there".formatted(answer.reason(), answer.required(), answer.available());
            case REFUSED -> "REFUSED: %s".formatted(answer.reason());
        };
        return answer.repeated() ? standing + ", as said before" : standing;
    }

    private List<AtelierEvent> eventsOf(List<LedgerHoldOutcome> answers, List<Offer> offers, Instant now) {
        List<AtelierEvent> events = new ArrayList<>();
        answers.forEach(answer -> events.add(eventOf(answer, offers, now)));
        changedAccounts(answers).forEach(account -> events.add(balances.eventOf(account)));
        answers.forEach(answer -> lowBalance.findNoticeAfter(answer).ifPresent(events::add));
        return events;
    }

    private static List<LedgerAccount> changedAccounts(List<LedgerHoldOutcome> answers) {
        Map<UserId, LedgerAccount> last = new LinkedHashMap<>();
        answers.stream()
                .map(LedgerHoldOutcome::changed)
                .filter(Objects::nonNull)
                .forEach(account -> last.put(account.userId(), account));
        return new ArrayList<>(last.values());
    }

    private static BillingEvent eventOf(LedgerHoldOutcome answer, List<Offer> offers, Instant now) {
        return switch (answer.outcome()) {
            case PLACED -> toHoldPlaced(answer, now);
            case DECLINED -> toHoldDeclined(answer, offers, now);
            case CAPTURED ->
                new HoldCaptured(
                        answer.holdId(),
                        answer.userId(),
                        Objects.requireNonNull(answer.source()),
                        answer.amount(),
                        answer.late(),
                        now);
            case RELEASED -> new HoldReleased(answer.holdId(), answer.userId(), answer.expired(), now);
            case REFUSED ->
                new HoldSettlementRefused(
                        answer.holdId(), answer.userId(), RefusalReason.ofWireName(reasonOf(answer)), now);
        };
    }

    private static HoldPlaced toHoldPlaced(LedgerHoldOutcome answer, Instant now) {
        return new HoldPlaced(
                answer.holdId(),
                answer.userId(),
                answer.groupId(),
                Objects.requireNonNull(answer.source()),
                answer.amount(),
                Objects.requireNonNull(answer.expiresAt()),
                now);
    }

    private static HoldDeclined toHoldDeclined(LedgerHoldOutcome answer, List<Offer> offers, Instant now) {
        DeclineReason reason = DeclineReason.ofWireName(reasonOf(answer));
        return new HoldDeclined(
                answer.holdId(),
                answer.userId(),
                answer.groupId(),
                reason,
                answer.required(),
                answer.available(),
                reason == DeclineReason.INSUFFICIENT_FUNDS ? offers : List.of(),
                now);
    }

    private static String reasonOf(LedgerHoldOutcome answer) {
        return Objects.requireNonNull(answer.reason());
    }
}
