package studio.atelier.billing.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.AccountUnitGrant;
import studio.atelier.billing.ledger.BalanceChangePublisher;
import studio.atelier.billing.ledger.LedgerAccountOutcome;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Grants or takes units for an operator. The ledger records the operator, the reason and the amount for ever. */
@Component
class ChangeAccountUnits {

    private static final Logger log = LoggerFactory.getLogger(ChangeAccountUnits.class);

    private final AccountLedger ledger;
    private final BalanceChangePublisher balances;
    private final DatabaseTransactions transactions;
    private final MeterRegistry registry;

    ChangeAccountUnits(
            AccountLedger ledger,
            BalanceChangePublisher balances,
            DatabaseTransactions transactions,
            MeterRegistry registry) {
        this.ledger = ledger;
        this.balances = balances;
        this.transactions = transactions;
        this.registry = registry;
    }

    /**
     * Executes the grant once under its key. The account must exist, as it does soon after a user's first login:
     * otherwise the ledger would open one for a mistyped id.
     *
     * @return the outcome, made now or before; fails with an {@link OperatorChangeException}, or with
     *     {@link CommonProblemCode#IDEMPOTENCY_KEY_REUSED} if the key was used for another change
     */
    Mono<LedgerAccountOutcome> handle(AccountUnitGrant grant) {
        return transactions
                .runInTransaction(ledger.lockAccount(grant.userId())
                        .switchIfEmpty(Mono.error(OperatorChangeException.UserUnknown::new))
                        .then(ledger.grantUnits(grant))
                        .delayUntil(balances::publishBalance))
                .map(outcome -> requireDone(grant, outcome));
    }

    private LedgerAccountOutcome requireDone(AccountUnitGrant grant, LedgerAccountOutcome outcome) {
        return switch (outcome.outcome()) {
            case DONE -> countChange(grant, outcome);
            case REPEATED -> outcome;
            case MISMATCH -> throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_KEY_REUSED);
            case CLOSED -> throw new OperatorChangeException.BillingAccountClosed();
            case INSUFFICIENT ->
                throw new OperatorChangeException.NotEnoughUnits(availableUnits(grant, outcome), -grant.amount());
        };
    }

    private LedgerAccountOutcome countChange(AccountUnitGrant grant, LedgerAccountOutcome outcome) {
        Counter.builder("atelier.billing.units.granted")
                .description("Units given or taken other than for jobs")
                .tag("kind", grant.amount() > 0 ? "operator-grant" : "operator-correction")
                .tag("source", grant.source().wireName())
                .register(registry)
                .increment((double) Math.abs(grant.amount()));
        log.info(
                "Operator {} changed {} of user {} by {}: movement {}",
                grant.actorId(),
                grant.source(),
                grant.userId(),
                grant.amount(),
                outcome.transactionId());
        return outcome;
    }

    private static long availableUnits(AccountUnitGrant grant, LedgerAccountOutcome outcome) {
        Balance balance = Objects.requireNonNull(outcome.account()).balance();
        return balance.availableUnits(grant.source());
    }
}
