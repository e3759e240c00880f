package studio.atelier.billing.ledger;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.platform.event.Outbox;

/** Tells others of an account's new version, in the transaction that made it. */
@Component
public class BalanceEvents {

    private final Outbox outbox;
    private final Clock clock;

    BalanceEvents(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Publishes the account's balance if the answer says that it changed. */
    public Mono<Void> publish(AccountAnswer answer) {
        Account account = answer.account();
        return answer.changed() && account != null ? outbox.append(eventOf(account)) : Mono.empty();
    }

    /** What others are told of the account's new version. */
    public BalanceChanged eventOf(Account account) {
        return new BalanceChanged(account.userId(), account.version(), account.balance(), clock.instant());
    }
}
