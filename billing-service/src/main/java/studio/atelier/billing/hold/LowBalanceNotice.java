package studio.atelier.billing.hold;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import studio.atelier.billing.ledger.LedgerAccount;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.Notice;

/** Notifies a user when a charge takes the available actions below the threshold, once each time they cross it. */
@Component
class LowBalanceNotice {

    private static final String CODE = "balance-low";

    private final BillingHoldProperties properties;
    private final Clock clock;

    LowBalanceNotice(BillingHoldProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Notice> findNoticeAfter(LedgerHoldOutcome outcome) {
        return Optional.ofNullable(outcome.changed())
                .filter(account -> isThresholdCrossed(outcome, account.spendableActions()))
                .map(this::toNotice);
    }

    private boolean isThresholdCrossed(LedgerHoldOutcome outcome, long left) {
        long threshold = properties.lowBalanceActions();
        return outcome.outcome() == LedgerHoldOutcome.HoldOutcomeKind.CAPTURED
                && Source.listPaying(PriceUnit.ACTIONS).contains(outcome.source())
                && left < threshold
                && left + outcome.amount() - outcome.writtenOff() >= threshold;
    }

    private Notice toNotice(LedgerAccount account) {
        return new Notice(
                account.userId(),
                CODE,
                Map.of("actionsLeft", Long.toString(account.spendableActions())),
                clock.instant());
    }
}
