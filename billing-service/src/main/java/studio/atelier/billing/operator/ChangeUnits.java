package studio.atelier.billing.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountAnswer;
import studio.atelier.billing.ledger.BalanceEvents;
import studio.atelier.billing.ledger.Grant;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.SourceChoice;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/** Gives or takes units by an operator's hand. Who, why and how much is in the ledger for ever. */
@Component
class ChangeUnits {

    private static final Logger log = LoggerFactory.getLogger(ChangeUnits.class);

    private final Ledger ledger;
    private final BalanceEvents balances;
    private final Transactions transactions;
    private final MeterRegistry registry;

    ChangeUnits(Ledger ledger, BalanceEvents balances, Transactions transactions, MeterRegistry registry) {
        this.ledger = ledger;
        this.balances = balances;
        this.transactions = transactions;
        this.registry = registry;
    }

    /**
     * Does it once under the grant's key. The account must be there, as it is soon after a person's first login: the
     * ledger would open one for a mistyped id.
     *
     * @return done now or before; fails with an {@link OperatorException}, or with
     *     {@link CommonProblem#IDEMPOTENCY_KEY_REUSED} if the key was used for something else
     */
    Mono<AccountAnswer> handle(Grant grant) {
        return transactions
                .run(ledger.lockAccount(grant.userId())
                        .switchIfEmpty(Mono.error(OperatorException.UserUnknown::new))
                        .then(ledger.grant(grant))
                        .delayUntil(balances::publish))
                .map(answer -> checked(grant, answer));
    }

    private AccountAnswer checked(Grant grant, AccountAnswer answer) {
        return switch (answer.outcome()) {
            case DONE -> counted(grant, answer);
            case REPEATED -> answer;
            case MISMATCH -> throw CommonProblemException.of(CommonProblem.IDEMPOTENCY_KEY_REUSED);
            case CLOSED -> throw new OperatorException.AccountClosed();
            case INSUFFICIENT -> throw new OperatorException.NotEnoughUnits(available(grant, answer), -grant.amount());
        };
    }

    private AccountAnswer counted(Grant grant, AccountAnswer answer) {
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

    private static long available(Grant grant, AccountAnswer answer) {
        Balance balance = Objects.requireNonNull(answer.account()).balance();
        return SourceChoice.available(balance, grant.source());
    }
}
