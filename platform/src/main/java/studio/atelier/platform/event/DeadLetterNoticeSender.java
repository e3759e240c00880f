package studio.atelier.platform.event;

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

/**
 * Tells operators that this service has a new dead letter: of those that follow within an hour, only the first. Each
 * process counts by itself.
 */
final class DeadLetterNoticeSender {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterNoticeSender.class);

    private static final Duration TOLD_ONCE_WITHIN = Duration.ofHours(1);

    private final String service;
    private final TransactionalOutbox outbox;
    private final DatabaseTransactions transactions;
    private final Clock clock;
    private final AtomicReference<Instant> lastTold = new AtomicReference<>(Instant.MIN);

    DeadLetterNoticeSender(String service, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
        this.service = service;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Never fails: a notice that cannot be written is logged, and the next dead letter tells. */
    Mono<Void> notifyOperators(String group, String reason) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            Instant before = lastTold.getAndUpdate(told -> isOver(told, now) ? now : told);
            return isOver(before, now) ? writeNotice(group, reason, now) : Mono.empty();
        });
    }

    private static boolean isOver(Instant told, Instant now) {
        return told.isBefore(now.minus(TOLD_ONCE_WITHIN));
    }

    private Mono<Void> writeNotice(String group, String reason, Instant now) {
        OperatorNotice notice = new OperatorNotice(
                OperatorNotice.OperatorNoticeKind.DEAD_LETTERS, service, Map.of("group", group, "reason", reason), now);
        return transactions
                .runInTransaction(outbox.appendEvent(notice))
                .onErrorResume(error -> Mono.fromRunnable(() -> {
                    lastTold.set(Instant.MIN);
                    log.warn("Operators are not told of a dead letter of group {}", group, error);
                }));
    }
}
