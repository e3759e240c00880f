package studio.atelier.billing.hold;

import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.Account;
import studio.atelier.billing.ledger.HoldAnswer;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.Notice;
import studio.atelier.platform.event.Outbox;

/** Tells a person when a charge took the spendable actions below the threshold, once each time they cross it. */
@Component
class LowBalanceNotice {

    private static final String CODE = "balance-low";

    private final Outbox outbox;
    private final HoldProperties properties;
    private final Clock clock;

    LowBalanceNotice(Outbox outbox, HoldProperties properties, Clock clock) {
        this.outbox = outbox;
        this.properties = properties;
        this.clock = clock;
    }

    Mono<Void> after(HoldAnswer answer) {
        Account account = answer.changed();
        return account != null && crossed(answer, account.spendableActions())
                ? outbox.append(notice(account))
                : Mono.empty();
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
