package studio.atelier.platform.health;

import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import reactor.core.Disposable;
import reactor.core.Disposables;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;

/**
 * Notifies operators, once the service has started, why its previous process ended, if it did so because of a fault.
 */
final class RestartNoticeSender implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RestartNoticeSender.class);

    private final String service;
    private final ProcessEndReasonFile reasonFile;
    private final ObjectProvider<TransactionalOutbox> outbox;
    private final ObjectProvider<DatabaseTransactions> transactions;
    private final Clock clock;
    private Disposable telling = Disposables.disposed();

    RestartNoticeSender(
            String service,
            ProcessEndReasonFile reasonFile,
            ObjectProvider<TransactionalOutbox> outbox,
            ObjectProvider<DatabaseTransactions> transactions,
            Clock clock) {
        this.service = service;
        this.reasonFile = reasonFile;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void notifyOperators() {
        ProcessEndReasonFile.PreviousProcessEnd last = reasonFile.lastEnd();
        if (last == null || outbox.getIfAvailable() == null) {
            return;
        }
        OperatorNotice notice = new OperatorNotice(
                OperatorNotice.OperatorNoticeKind.PROCESS_RESTARTED,
                service,
                Map.of("cause", last.cause(), "reason", last.reason()),
                clock.instant());
        telling = transactions
                .getObject()
                .runInTransaction(outbox.getObject().appendEvent(notice))
                .subscribe(
                        done -> {},
                        error -> log.warn("Operator notice of the end of the previous process was not written", error));
    }

    @Override
    public void destroy() {
        telling.dispose();
    }
}
