package studio.atelier.platform.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;

/**
 * Notifies operators of a new dead letter of this service: at most once an hour, counted by each process for itself.
 */
final class DeadLetterNoticeSender {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterNoticeSender.class);

    private static final Duration NOTICE_INTERVAL = Duration.ofHours(1);

    private final String service;
    private final TransactionalOutbox outbox;
    private final DatabaseTransactions transactions;
    private final Clock clock;
    private final AtomicReference<Instant> lastNotice = new AtomicReference<>(Instant.MIN);

    DeadLetterNoticeSender(String service, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
        this.service = service;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Never fails: a notice that cannot be written is logged, and the next dead letter sends one. */
    Mono<Void> notifyOperators(String group, String reason) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            Instant before = lastNotice.getAndUpdate(previous -> isOver(previous, now) ? now : previous);
            return isOver(before, now) ? writeNotice(group, reason, now) : Mono.empty();
        });
    }

    private static boolean isOver(Instant previous, Instant now) {
        return previous.isBefore(now.minus(NOTICE_INTERVAL));
    }

    private Mono<Void> writeNotice(String group, String reason, Instant now) {
        OperatorNotice notice = new OperatorNotice(
                OperatorNotice.OperatorNoticeKind.DEAD_LETTERS, service, Map.of("group", group, "reason", reason), now);
        return transactions
                .runInTransaction(outbox.appendEvent(notice))
                .onErrorResume(error -> Mono.fromRunnable(() -> {
                    lastNotice.set(Instant.MIN);
                    log.warn(
                            "Operator notice of a dead letter of group {} was not written; the next one is sent",
                            group,
                            error);
                }));
    }
}
