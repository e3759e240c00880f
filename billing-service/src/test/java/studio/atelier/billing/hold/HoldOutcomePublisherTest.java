package studio.atelier.billing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.billing.ledger.BalanceChangePublisher;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.platform.outbox.TransactionalOutbox;

class HoldOutcomePublisherTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final LedgerHoldOutcome WRITTEN_OFF = new LedgerHoldOutcome(
            UUID.randomUUID(),
            new UserId(UUID.randomUUID()),
            null,
            LedgerHoldOutcome.HoldOutcomeKind.CAPTURED,
            null,
            Source.CREDITS,
            8,
            8,
            0,
            null,
            false,
            true,
            false,
            5,
            null);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final TransactionalOutbox outbox = mock();
    private final TransactionalOperator transaction = TransactionalOperator.create(new NoDatabase());
    private final HoldOutcomePublisher answers = new HoldOutcomePublisher(
            outbox,
            mock(BalanceChangePublisher.class),
            mock(LowBalanceNotice.class),
            new HoldOutcomeMetrics(registry),
            Clock.systemUTC());

    @BeforeEach
    void takeEvents() {
        when(outbox.appendAll(any())).thenReturn(Mono.empty());
    }

    @Test
    void countsAnAnswerOnceItIsCommitted() {
        StepVerifier.create(
                        answers.publishOutcomes(List.of(WRITTEN_OFF), List.of()).as(transaction::transactional))
                .expectComplete()
                .verify(LIMIT);

        assertThat(writtenOff()).isEqualTo(5);
    }

    @Test
    void doesNotCountAnAnswerThatIsRolledBack() {
        Mono<Void> rolledBack = answers.publishOutcomes(List.of(WRITTEN_OFF), List.of())
                .then(Mono.<Void>error(new IllegalStateException("the next of the batch failed")))
                .as(transaction::transactional);

        StepVerifier.create(rolledBack).expectError(IllegalStateException.class).verify(LIMIT);

        assertThat(writtenOff()).isZero();
    }

    private double writtenOff() {
        return registry.get("atelier.billing.units.written.off").counter().count();
    }

    /** Begins and ends transactions without a database. */
    private static final class NoDatabase extends AbstractReactiveTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction(TransactionSynchronizationManager manager) {
            return new Object();
        }

        @Override
        protected Mono<Void> doBegin(
                TransactionSynchronizationManager manager, Object transaction, TransactionDefinition definition) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
            return Mono.empty();
        }
    }
}
