package studio.atelier.billing.hold;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import studio.atelier.billing.ledger.Account;
import studio.atelier.billing.ledger.HoldAnswer;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.Notice;

/** Tells a person when a charge took the spendable actions below the threshold, once each time they cross it. */
@Component
class LowBalanceNotice {

    private static final String CODE = "balance-low";

    private final HoldProperties properties;
    private final Clock clock;

    LowBalanceNotice(HoldProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Notice> after(HoldAnswer answer) {
        return Optional.ofNullable(answer.changed())
                .filter(account -> crossed(answer, account.spendableActions()))
                .map(this::notice);
    }

    private boolean crossed(HoldAnswer answer, long left) {
        long threshold = properties.lowBalanceActions();
        return answer.outcome() == HoldAnswer.Outcome.CAPTURED
                && answer.source() != Source.ENERGY
                && answer.source() != Source.DIAMONDS
                && left < threshold
                && left + answer.amount() - answer.writtenOff() >= threshold;
    }

    private Notice notice(Account account) {
        return new Notice(
                account.userId(),
                CODE,
                Map.of("actionsLeft", Long.toString(account.spendableActions())),
                clock.instant());
    }
}
