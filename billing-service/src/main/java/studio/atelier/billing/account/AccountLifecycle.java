package studio.atelier.billing.account;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.BalanceChangePublisher;
import studio.atelier.billing.ledger.LedgerAccount;
import studio.atelier.billing.ledger.LedgerAccountOutcome;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;

/** Opens, reads and closes accounts, and publishes the balance when an account changes. */
@Component
class AccountLifecycle {

    private final AccountLedger ledger;
    private final BalanceChangePublisher balances;
    private final DatabaseTransactions transactions;

    AccountLifecycle(AccountLedger ledger, BalanceChangePublisher balances, DatabaseTransactions transactions) {
        this.ledger = ledger;
        this.balances = balances;
        this.transactions = transactions;
    }

    /** Reads the current account; opens it, with this month's free quota, if there is none. */
    Mono<LedgerAccount> readAccount(UserId user) {
        return transactions
                .runInTransaction(ledger.readAccount(user).delayUntil(balances::publishBalance))
                .mapNotNull(LedgerAccountOutcome::account);
    }

    /** Closes the account, at once or with its last open hold. */
    Mono<Void> closeAccount(UserId user) {
        return transactions
                .runInTransaction(ledger.closeAccount(user).delayUntil(balances::publishBalance))
                .then();
    }
}
