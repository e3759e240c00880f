package studio.atelier.chat.balance;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.BalanceChanged;

/** The last known balances. Every call joins the caller's transaction, if there is one. */
public interface BotUserBalances {

    /** Notes a balance, unless a newer one is known. May be repeated. */
    Mono<Void> saveBalance(BalanceChanged changed);

    /** The last known balance of a user; empty if none was ever told. */
    Mono<Balance> findBalance(UserId user);

    /** Forgets a user's balance; its version stays, so that no repetition of what was told brings it back. */
    Mono<Void> eraseBalance(UserId user);
}
