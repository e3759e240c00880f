package studio.atelier.platform.database;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessResourceException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import studio.atelier.platform.outage.DependencyOutage;

/**
 * Executes calls of one kind together: a call is executed at once if a statement may start, and calls that arrive while
 * statements run wait and share the next one. Calls of one key are executed one after the other, in their order.
 *
 * <p>A statement that fails by its content, or by a lock it waits for, is repeated with each half of its calls, until
 * the call that makes it fail stands alone; so a statement must be one transaction. If the database is unavailable all
 * calls of the statement fail.
 *
 * @param <C> a call
 * @param <K> what a call is about, such as a job's id; two statements that run at once never share a key
 * @param <O> the outcome of a call
 */
public final class StatementBatcher<C, K extends Comparable<K>, O> {

    private final BatchLimits limits;
    private final Function<? super C, ? extends K> keyOf;
    private final Function<? super List<C>, ? extends Mono<Map<K, O>>> statement;
    private final DistributionSummary sizes;
    private final Timer waits;
    private final Queue<WaitingCall<C, K, O>> waiting = new ArrayDeque<>();
    private final Set<K> keysInProgress = new HashSet<>();
    private final AtomicInteger requests = new AtomicInteger();
    private int running;

    /**
     * Creates a batcher.
     *
     * @param kind names the statement in metrics
     * @param statement executes calls of different keys, in the order of the keys, in one transaction; emits the
     *     outcome of each key, and a call whose key has none completes empty
     */
    public StatementBatcher(
            String kind,
            BatchLimits limits,
            Function<? super C, ? extends K> keyOf,
            Function<? super List<C>, ? extends Mono<Map<K, O>>> statement,
            MeterRegistry meters) {
        this.limits = limits;
        this.keyOf = keyOf;
        this.statement = statement;
        this.sizes = DistributionSummary.builder("atelier.batch.size")
                .description("Calls that share a statement")
                .tag("kind", kind)
                .publishPercentileHistogram(false)
                .register(meters);
        this.waits = Timer.builder("atelier.batch.wait")
                .description("How long a call waits until its statement starts")
                .tag("kind", kind)
                .register(meters);
    }

    /**
     * Executes the call, possibly together with others. Cancelling the subscription does not stop it.
     *
     * @return the outcome of its key, or empty if it has none; fails with {@link TooManyWaitingCallsException}, or with
     *     the error of the statement
     */
    public Mono<O> call(C call) {
        return Mono.create(sink -> {
            if (addCall(new WaitingCall<>(call, keyOf.apply(call), sink))) {
                startStatements();
            } else {
                sink.error(new TooManyWaitingCallsException(limits.mostWaiting()));
            }
        });
    }

    private synchronized boolean addCall(WaitingCall<C, K, O> call) {
        return waiting.size() < limits.mostWaiting() && waiting.add(call);
    }

    /**
     * A request that comes while this runs, possibly from a statement that completes at once, is served by the loop.
     */
    private void startStatements() {
        if (requests.getAndIncrement() > 0) {
            return;
        }
        int served;
        do {
            served = requests.get();
            for (var batch = takeBatch(); !batch.isEmpty(); batch = takeBatch()) {
                startStatement(batch);
            }
        } while (requests.addAndGet(-served) > 0);
    }

    private synchronized List<WaitingCall<C, K, O>> takeBatch() {
        List<WaitingCall<C, K, O>> batch = new ArrayList<>();
        Iterator<WaitingCall<C, K, O>> calls = waiting.iterator();
        while (running < limits.mostAtOnce() && batch.size() < limits.mostTogether() && calls.hasNext()) {
            WaitingCall<C, K, O> next = calls.next();
            if (keysInProgress.add(next.key)) {
                batch.add(next);
                calls.remove();
            }
        }
        running += batch.isEmpty() ? 0 : 1;
        batch.sort(Comparator.comparing(call -> call.key));
        return batch;
    }

    /** The next statement starts before the callers continue, since their work runs in this thread. */
    private void startStatement(List<WaitingCall<C, K, O>> batch) {
        sizes.record(batch.size());
        batch.forEach(call -> call.waited.stop(waits));
        execute(batch)
                .doFinally(end -> {
                    finishBatch(batch);
                    startStatements();
                    batch.forEach(WaitingCall::emitOutcome);
                })
                .subscribe();
    }

    private synchronized void finishBatch(List<WaitingCall<C, K, O>> batch) {
        running--;
        batch.forEach(call -> keysInProgress.remove(call.key));
    }

    private Mono<Void> execute(List<WaitingCall<C, K, O>> batch) {
        return Mono.<Map<K, O>>defer(() ->
                        statement.apply(batch.stream().map(call -> call.call).toList()))
                .doOnNext(outcomes -> batch.forEach(call -> call.outcome = outcomes.get(call.key)))
                .then()
                .onErrorResume(error -> splitOrFail(batch, error));
    }

    private Mono<Void> splitOrFail(List<WaitingCall<C, K, O>> batch, Throwable error) {
        boolean unavailable = DependencyOutage.isOne(error) && !DependencyOutage.isOfStatement(error);
        if (batch.size() == 1 || unavailable) {
            batch.forEach(call -> call.error = error);
            return Mono.empty();
        }
        int half = batch.size() / 2;
        return execute(batch.subList(0, half)).then(Mono.defer(() -> execute(batch.subList(half, batch.size()))));
    }

    /**
     * Bounds of a batcher.
     *
     * @param mostTogether calls in a statement
     * @param mostAtOnce statements that run at once
     * @param mostWaiting calls that wait; one more is refused
     */
    public record BatchLimits(int mostTogether, int mostAtOnce, int mostWaiting) {

        private static final BatchLimits USUAL = new BatchLimits(100, 2, 5_000);

        /**
         * A hundred calls, so that the locks of the first are held briefly; two statements, so that one works while the
         * other commits.
         */
        public static BatchLimits usual() {
            return USUAL;
        }
    }

    /** The call was not executed: too many others wait. */
    public static final class TooManyWaitingCallsException extends TransientDataAccessResourceException {

        private static final long serialVersionUID = 1L;

        TooManyWaitingCallsException(int most) {
            super("More than " + most + " calls wait for a statement");
        }
    }

    private static final class WaitingCall<C, K, O> {

        private final Timer.Sample waited = Timer.start();
        private final C call;
        private final K key;
        private final MonoSink<O> sink;
        private volatile boolean abandoned;
        private @Nullable O outcome;
        private @Nullable Throwable error;

        WaitingCall(C call, K key, MonoSink<O> sink) {
            this.call = call;
            this.key = key;
            this.sink = sink.onCancel(() -> abandoned = true);
        }

        /** A caller who has left hears nothing, not even an error. */
        void emitOutcome() {
            if (abandoned) {
                return;
            }
            if (error == null) {
                sink.success(outcome);
            } else {
                sink.error(error);
            }
        }
    }
}
