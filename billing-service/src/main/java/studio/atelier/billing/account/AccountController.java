package studio.atelier.billing.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.platform.security.Caller;

@RestController
@RequestMapping("/api/v1/billing")
@Tag(name = "Billing")
class AccountController {

    private final AccountLifecycle accounts;
    private final LedgerProperties terms;

    AccountController(AccountLifecycle accounts, LedgerProperties terms) {
        this.accounts = accounts;
        this.terms = terms;
    }

    @GetMapping("/balance")
    @Operation(operationId = "balance", summary = "What can be spent")
    Mono<BalanceResponse> readBalance(Caller caller) {
        return accounts.readAccount(caller.id()).map(account -> BalanceResponse.of(account.balance(), terms.zone()));
    }
}
