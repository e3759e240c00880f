package studio.atelier.billing.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.billing.account.BalanceResponse;
import studio.atelier.billing.ledger.AccountLedgerQueries;
import studio.atelier.billing.ledger.AccountUnitGrant;
import studio.atelier.billing.ledger.HoldDetailsResponse;
import studio.atelier.billing.ledger.LedgerAccountOutcome;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.billing.operator.UserAccountResponse.LedgerPage;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.PageCursor;

/** Requires the role ADMIN, like every path below {@code /api/v1/admin/}. */
@RestController
@RequestMapping("/api/v1/admin/billing")
@Tag(name = "Operator: billing")
class BillingOperatorController {

    private final ChangeAccountUnits changeUnits;
    private final AccountLedgerQueries ledger;
    private final LedgerProperties terms;

    BillingOperatorController(ChangeAccountUnits changeUnits, AccountLedgerQueries ledger, LedgerProperties terms) {
        this.changeUnits = changeUnits;
        this.ledger = ledger;
        this.terms = terms;
    }

    @PostMapping("/users/{userId}/grants")
    @Operation(operationId = "grantUnits", summary = "Give units")
    @ApiResponse(responseCode = "201", description = "Given, now or by the first request of this key")
    @ApiResponse(responseCode = "404", description = "USER_UNKNOWN: nobody has logged in under this id")
    Mono<ResponseEntity<GrantResponse>> grantUnits(
            @PathVariable UUID userId, @RequestBody @Valid GrantRequest request, IdempotencyKey key, Caller caller) {
        return changeUnits(userId, request, request.amount(), key, caller);
    }

    @PostMapping("/users/{userId}/corrections")
    @Operation(operationId = "takeUnits", summary = "Take units that nobody has set aside")
    @ApiResponse(responseCode = "201", description = "Taken, now or by the first request of this key")
    @ApiResponse(responseCode = "404", description = "USER_UNKNOWN: nobody has logged in under this id")
    Mono<ResponseEntity<GrantResponse>> correctUnits(
            @PathVariable UUID userId, @RequestBody @Valid GrantRequest request, IdempotencyKey key, Caller caller) {
        return changeUnits(userId, request, -request.amount(), key, caller);
    }

    @GetMapping("/users/{userId}")
    @Operation(operationId = "userAccount", summary = "Balance, open holds and ledger of a person")
    Mono<UserAccountResponse> findAccount(
            @PathVariable UUID userId,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        long before = PageCursor.decodeKey(cursor, Long.MAX_VALUE)[0];
        UserId user = new UserId(userId);
        return ledger.findAccount(user)
                .flatMap(account -> Mono.zip(
                                ledger.findOpenHolds(account.id()).collectList(),
                                ledgerPage(account.id(), before, limit))
                        .map(parts -> UserAccountResponse.of(user, account, parts.getT1(), parts.getT2())))
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private Mono<LedgerPage> ledgerPage(UUID accountId, long before, int limit) {
        return ledger.findMovements(accountId, before, limit + 1)
                .collectList()
                .map(found -> LedgerPage.of(found, limit));
    }

    @GetMapping("/holds/{holdId}")
    @Operation(operationId = "hold", summary = "One hold and what became of it")
    Mono<HoldDetailsResponse> findHold(@PathVariable UUID holdId) {
        return ledger.findHold(holdId).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    /** The ledger keeps the key for ever, not for a day; keys of different operators do not collide. */
    private Mono<ResponseEntity<GrantResponse>> changeUnits(
            UUID userId, GrantRequest request, long amount, IdempotencyKey key, Caller caller) {
        AccountUnitGrant grant = new AccountUnitGrant(
                new UserId(userId),
                "operator:" + caller.id() + ":" + key.value(),
                AccountUnitGrant.UnitGrantKind.OPERATOR,
                request.unit().source(),
                amount,
                null,
                request.reason(),
                caller.id().value(),
                null);
        return changeUnits.handle(grant).map(outcome -> toGrantResponse(request, amount, userId, outcome));
    }

    private ResponseEntity<GrantResponse> toGrantResponse(
            GrantRequest request, long amount, UUID userId, LedgerAccountOutcome outcome) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(HttpStatus.CREATED);
        if (outcome.outcome() == LedgerAccountOutcome.AccountOutcomeKind.REPEATED) {
            response.header(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        return response.body(new GrantResponse(
                String.valueOf(outcome.transactionId()),
                userId,
                request.unit(),
                amount,
                request.reason(),
                BalanceResponse.of(Objects.requireNonNull(outcome.account()).balance(), terms.zone())));
    }
}
