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
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.Outbox;

/** Tells operators, once the service has started, why its process before ended, if that could not work any more. */
final class RestartNotice implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RestartNotice.class);

    private final String service;
    private final EndReasonFile reasonFile;
    private final ObjectProvider<Outbox> outbox;
    private final ObjectProvider<Transactions> transactions;
    private final Clock clock;
    private Disposable telling = Disposables.disposed();

    RestartNotice(
            String service,
            EndReasonFile reasonFile,
            ObjectProvider<Outbox> outbox,
            ObjectProvider<Transactions> transactions,
            Clock clock) {
        this.service = service;
        this.reasonFile = reasonFile;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        EndReasonFile.LastEnd last = reasonFile.lastEnd();
        if (last == null || outbox.getIfAvailable() == null) {
            return;
        }
        OperatorNotice notice = new OperatorNotice(
                OperatorNotice.Kind.PROCESS_RESTARTED,
                service,
                Map.of("cause", last.cause(), "reason", last.reason()),
                clock.instant());
        telling = transactions
                .getObject()
                .run(outbox.getObject().append(notice))
                .subscribe(
                        done -> {},
                        error -> log.warn("Operators are not told of the end of the process before", error));
    }

    @Override
    public void destroy() {
        telling.dispose();
    }
}
