package studio.atelier.billing.account;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.Account;
import studio.atelier.billing.ledger.AccountAnswer;
import studio.atelier.billing.ledger.BalanceEvents;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;

/** Opens, reads and closes accounts, and tells others when that changed one. */
@Component
class Accounts {

    private final Ledger ledger;
    private final BalanceEvents balances;
    private final Transactions transactions;

    Accounts(Ledger ledger, BalanceEvents balances, Transactions transactions) {
        this.ledger = ledger;
        this.balances = balances;
        this.transactions = transactions;
    }

    /** The account as it stands now; opened, with this month's free quota, if there was none. */
    Mono<Account> read(UserId user) {
        return transactions
                .run(ledger.readAccount(user).delayUntil(balances::publish))
                .mapNotNull(AccountAnswer::account);
    }

    /** Closes the account, at once or with its last open hold. */
    Mono<Void> close(UserId user) {
        return transactions
                .run(ledger.closeAccount(user).delayUntil(balances::publish))
                .then();
    }
}
