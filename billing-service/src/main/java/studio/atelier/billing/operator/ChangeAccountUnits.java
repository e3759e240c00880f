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
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.SourceSelection;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Gives or takes units by an operator's hand. Who, why and how much is in the ledger for ever. */
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
     * Does it once under the grant's key. The account must be there, as it is soon after a person's first login: the
     * ledger would open one for a mistyped id.
     *
     * @return done now or before; fails with an {@link OperatorChangeException}, or with
     *     {@link CommonProblemCode#IDEMPOTENCY_KEY_REUSED} if the key was used for something else
     */
    Mono<LedgerAccountOutcome> handle(AccountUnitGrant grant) {
        return transactions
                .runInTransaction(ledger.lockAccount(grant.userId())
                        .switchIfEmpty(Mono.error(OperatorChangeException.UserUnknown::new))
                        .then(ledger.grantUnits(grant))
                        .delayUntil(balances::publishBalance))
                .map(answer -> requireDone(grant, answer));
    }

    private LedgerAccountOutcome requireDone(AccountUnitGrant grant, LedgerAccountOutcome answer) {
        return switch (answer.outcome()) {
            case DONE -> countChange(grant, answer);
            case REPEATED -> answer;
            case MISMATCH -> throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_KEY_REUSED);
            case CLOSED -> throw new OperatorChangeException.BillingAccountClosed();
            case INSUFFICIENT ->
                throw new OperatorChangeException.NotEnoughUnits(availableUnits(grant, answer), -grant.amount());
        };
    }

    private LedgerAccountOutcome countChange(AccountUnitGrant grant, LedgerAccountOutcome answer) {
        Counter.builder("atelier.billing.units.granted")
                .description("Units given (or taken) otherwise than by work")
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
                answer.transactionId());
        return answer;
    }

    private static long availableUnits(AccountUnitGrant grant, LedgerAccountOutcome answer) {
        Balance balance = Objects.requireNonNull(answer.account()).balance();
        return SourceSelection.availableUnits(balance, grant.source());
    }
}
