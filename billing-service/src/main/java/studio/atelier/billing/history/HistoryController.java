package studio.atelier.billing.history;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedgerQueries;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.PageCursor;

@RestController
@RequestMapping("/api/v1/billing")
@Tag(name = "Billing")
class HistoryController {

    private final AccountLedgerQueries ledger;
    private final OperationWording wording;

    HistoryController(AccountLedgerQueries ledger, OperationWording wording) {
        this.ledger = ledger;
        this.wording = wording;
    }

    @GetMapping("/history")
    @Operation(operationId = "history", summary = "What happened to the caller's units, the latest first")
    Mono<AccountHistoryResponse> listHistory(
            Caller caller,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        long before = PageCursor.decodeKey(cursor, Long.MAX_VALUE)[0];
        return ledger.findHistory(caller.id(), before, limit + 1)
                .collectList()
                .map(found -> AccountHistoryResponse.of(found, limit, wording, caller.locale()));
    }
}
