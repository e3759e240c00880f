package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;

class StatementBatcherTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final BatchLimits ONE_AT_ONCE = new BatchLimits(3, 1, 5);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<List<Call>> statements = Collections.synchronizedList(new ArrayList<>());
    private final List<Sinks.One<Map<String, String>>> answers = new ArrayList<>();

    @Test
    void executesALoneCallAtOnce() {
        Mono<String> outcome = answeredLater(ONE_AT_ONCE).call(new Call("a", 1)).cache();
        outcome.subscribe();

        assertThat(statements).containsExactly(List.of(new Call("a", 1)));
        answer(0);
        StepVerifier.create(outcome).expectNext("done a1").verifyComplete();
    }

    @Test
    void executesCallsThatArriveMeanwhileTogetherInTheOrderOfTheirKeys() {
        StatementBatcher<Call, String, String> batcher = answeredLater(ONE_AT_ONCE);
        batcher.call(new Call("a", 1)).subscribe();
        Mono<List<String>> outcomes = Flux.just(new Call("c", 1), new Call("b", 1))
                .flatMapSequential(batcher::call)
                .collectList()
                .cache();
        outcomes.subscribe();
        answer(0);

        assertThat(statements.get(1)).containsExactly(new Call("b", 1), new Call("c", 1));
        answer(1);
        StepVerifier.create(outcomes)
                .expectNext(List.of("done c1", "done b1"))
                .expectComplete()
                .verify(LIMIT);
        assertThat(meters.get("atelier.batch.size").summary().max()).isEqualTo(2);
        assertThat(meters.get("atelier.batch.wait").timer().count()).isEqualTo(3);
    }

    @Test
    void sharesNoStatementAmongCallsOfOneKeyAndKeepsTheirOrder() {
        StatementBatcher<Call, String, String> batcher = answeredLater(new BatchLimits(3, 2, 5));
        Flux.just(new Call("a", 1), new Call("a", 2), new Call("a", 3), new Call("b", 1))
                .flatMap(batcher::call)
                .subscribe();

        assertThat(statements).containsExactly(List.of(new Call("a", 1)), List.of(new Call("b", 1)));
        answer(1);
        assertThat(statements).hasSize(2);
        answer(0);
        answer(2);
        assertThat(statements.subList(2, 4)).containsExactly(List.of(new Call("a", 2)), List.of(new Call("a", 3)));
    }

    @Test
    void refusesACallIfTooManyWait() {
        StatementBatcher<Call, String, String> batcher = answeredLater(new BatchLimits(3, 1, 1));
        batcher.call(new Call("a", 1)).subscribe();
        batcher.call(new Call("b", 1)).subscribe();

        StepVerifier.create(batcher.call(new Call("c", 1)))
                .expectError(StatementBatcher.TooManyWaitingCallsException.class)
                .verify(LIMIT);
        answer(0);
        assertThat(statements).containsExactly(List.of(new Call("a", 1)), List.of(new Call("b", 1)));
    }

    @Test
    void takesNoMoreCallsThanMayShareAStatement() {
        StatementBatcher<Call, String, String> batcher = answeredLater(new BatchLimits(2, 1, 9));
        Flux.just("a", "b", "c", "d")
                .flatMap(key -> batcher.call(new Call(key, 1)))
                .subscribe();
        answer(0);
        answer(1);

        assertThat(statements).extracting(List::size).containsExactly(1, 2, 1);
    }

    @Test
    void failsOnlyTheCallThatMakesAStatementFail() {
        StatementBatcher<Call, String, String> batcher = answeredBy(calls -> calls.contains(new Call("c", 1))
                ? Mono.error(new DataIntegrityViolationException("c"))
                : Mono.just(outcomesOf(calls)));

        StepVerifier.create(Flux.just("a", "b", "c", "d", "e")
                        .flatMapSequential(key -> batcher.call(new Call(key, 1))
                                .onErrorResume(DataIntegrityViolationException.class, e -> Mono.just("failed " + key)))
                        .collectList())
                .expectNext(List.of("done a1", "done b1", "failed c", "done d1", "done e1"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void failsAllCallsAtOnceIfTheDatabaseIsUnavailable() {
        StatementBatcher<Call, String, String> batcher =
                answeredBy(calls -> Mono.error(new DataAccessResourceFailureException("away")));

        StepVerifier.create(Flux.just("a", "b", "c")
                        .flatMap(key -> batcher.call(new Call(key, 1))
                                .onErrorResume(DataAccessResourceFailureException.class, e -> Mono.just("away")))
                        .collectList())
                .expectNext(List.of("away", "away", "away"))
                .expectComplete()
                .verify(LIMIT);
        assertThat(statements.stream().mapToInt(List::size).sum()).isEqualTo(3);
    }

    @Test
    void failsOnlyTheCallThatWaitsTooLongForALock() {
        StatementBatcher<Call, String, String> batcher = answeredBy(calls -> calls.contains(new Call("b", 1))
                ? Mono.error(new CannotAcquireLockException("b", new R2dbcTimeoutException("lock", "55P03")))
                : Mono.just(outcomesOf(calls)));

        StepVerifier.create(Flux.just("a", "b", "c", "d")
                        .flatMapSequential(key -> batcher.call(new Call(key, 1))
                                .onErrorResume(CannotAcquireLockException.class, e -> Mono.just("failed " + key)))
                        .collectList())
                .expectNext(List.of("done a1", "failed b", "done c1", "done d1"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void startsTheNextStatementBeforeItsCallersContinue() {
        StatementBatcher<Call, String, String> batcher = answeredLater(ONE_AT_ONCE);
        AtomicInteger statementsThen = new AtomicInteger();
        batcher.call(new Call("a", 1)).subscribe(done -> statementsThen.set(statements.size()));
        batcher.call(new Call("b", 1)).subscribe();
        answer(0);

        assertThat(statementsThen).hasValue(2);
    }

    @Test
    void continuesAfterItsCallerWentAway() {
        StatementBatcher<Call, String, String> batcher = answeredLater(ONE_AT_ONCE);
        batcher.call(new Call("a", 1)).subscribe().dispose();
        Mono<String> next = batcher.call(new Call("b", 1)).cache();
        next.subscribe();
        answer(0);
        answer(1);

        StepVerifier.create(next).expectNext("done b1").expectComplete().verify(LIMIT);
    }

    @Test
    void completesEmptyWithoutAnOutcome() {
        StepVerifier.create(answeredBy(calls -> Mono.just(Map.of())).call(new Call("a", 1)))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(answeredBy(calls -> Mono.empty()).call(new Call("a", 1)))
                .expectComplete()
                .verify(LIMIT);
    }

    /** From many threads: each call is executed once, and no key is in two statements at once. */
    @Test
    void executesEachCallOnceFromManyThreads() {
        Set<Call> executed = ConcurrentHashMap.newKeySet();
        Set<String> keysNow = ConcurrentHashMap.newKeySet();
        AtomicInteger faults = new AtomicInteger();
        StatementBatcher<Call, String, String> batcher = new StatementBatcher<>(
                "test",
                new BatchLimits(7, 2, 100_000),
                Call::key,
                calls -> Mono.fromSupplier(() -> {
                            calls.stream()
                                    .filter(call -> !keysNow.add(call.key()) || !executed.add(call))
                                    .forEach(call -> faults.incrementAndGet());
                            return outcomesOf(calls);
                        })
                        .publishOn(Schedulers.parallel())
                        .doOnNext(done -> calls.forEach(call -> keysNow.remove(call.key()))),
                meters);

        StepVerifier.create(Flux.range(0, 20_000)
                        .parallel(4)
                        .runOn(Schedulers.parallel())
                        .flatMap(number -> batcher.call(new Call("k" + number % 50, number)), false, 500)
                        .sequential()
                        .count())
                .expectNext(20_000L)
                .expectComplete()
                .verify(LIMIT);
        assertThat(faults).hasValue(0);
        assertThat(new HashSet<>(executed)).hasSize(20_000);
    }

    private StatementBatcher<Call, String, String> answeredLater(BatchLimits limits) {
        return new StatementBatcher<>("test", limits, Call::key, this::answerLater, meters);
    }

    private Mono<Map<String, String>> answerLater(List<Call> calls) {
        statements.add(calls);
        Sinks.One<Map<String, String>> answer = Sinks.one();
        answers.add(answer);
        return answer.asMono();
    }

    private void answer(int statement) {
        answers.get(statement).tryEmitValue(outcomesOf(statements.get(statement)));
    }

    /** The first statement starts when all calls wait. */
    private StatementBatcher<Call, String, String> answeredBy(
            Function<List<Call>, Mono<Map<String, String>>> statement) {
        return new StatementBatcher<>(
                "test",
                new BatchLimits(10, 1, 10),
                Call::key,
                calls -> Mono.fromRunnable(() -> statements.add(calls))
                        .then(Mono.delay(Duration.ofMillis(5)))
                        .then(Mono.defer(() -> statement.apply(calls))),
                meters);
    }

    private static Map<String, String> outcomesOf(List<Call> calls) {
        return calls.stream().collect(Collectors.toMap(Call::key, call -> "done " + call.key() + call.number()));
    }

    private record Call(String key, int number) {}
}
