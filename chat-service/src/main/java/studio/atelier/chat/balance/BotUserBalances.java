package studio.atelier.chat.balance;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.BalanceChanged;

/** The last known balances. Every call joins the caller's transaction, if there is one. */
public interface BotUserBalances {

    /** Saves a balance, unless a newer version is known. May be repeated. */
    Mono<Void> saveBalance(BalanceChanged changed);

    /** The last known balance of a user; empty if none is known. */
    Mono<Balance> findBalance(UserId user);

    /** Erases a user's balance; its version stays, so that a repeated event does not restore it. */
    Mono<Void> eraseBalance(UserId user);
}
