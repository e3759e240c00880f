package studio.atelier.billing.hold;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import studio.atelier.billing.ledger.LedgerAccount;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.Notice;

/** Tells a person when a charge took the spendable actions below the threshold, once each time they cross it. */
@Component
class LowBalanceNotice {

    private static final String CODE = "balance-low";

    private final BillingHoldProperties properties;
    private final Clock clock;

    LowBalanceNotice(BillingHoldProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Notice> findNoticeAfter(LedgerHoldOutcome answer) {
        return Optional.ofNullable(answer.changed())
                .filter(account -> isThresholdCrossed(answer, account.spendableActions()))
                .map(this::toNotice);
    }

    private boolean isThresholdCrossed(LedgerHoldOutcome answer, long left) {
        long threshold = properties.lowBalanceActions();
        return answer.outcome() == LedgerHoldOutcome.HoldOutcomeKind.CAPTURED
                && answer.source() != Source.ENERGY
                && answer.source() != Source.DIAMONDS
                && left < threshold
                && left + answer.amount() - answer.writtenOff() >= threshold;
    }

    private Notice toNotice(LedgerAccount account) {
        return new Notice(
                account.userId(),
                CODE,
                Map.of("actionsLeft", Long.toString(account.spendableActions())),
                clock.instant());
    }
}
