package studio.atelier.billing.ledger;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** Publishes an account's new version, in the transaction that created it. */
@Component
public class BalanceChangePublisher {

    private final TransactionalOutbox outbox;
    private final Clock clock;

    BalanceChangePublisher(TransactionalOutbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Publishes the account's balance if the outcome says that it changed. */
    public Mono<Void> publishBalance(LedgerAccountOutcome outcome) {
        LedgerAccount account = outcome.account();
        return outcome.changed() && account != null ? outbox.appendEvent(eventOf(account)) : Mono.empty();
    }

    /** The event for the account's new version. */
    public BalanceChanged eventOf(LedgerAccount account) {
        return new BalanceChanged(account.userId(), account.version(), account.balance(), clock.instant());
    }
}
