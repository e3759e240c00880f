package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;

@PlatformTest
class DatabaseTransactionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Set<String> WAIT_FOR_HINTS = Set.of(
            "EventConsumerGroups", "OutboxEventRelay", "ScheduledTaskRunner", "WebServerGracefulShutdownLifecycle");

    @Autowired
    private ApplicationContext context;

    @Autowired
    private DatabaseNotifications notifications;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private ConnectionFactory connections;

    @Autowired
    private ObservationRegistry observations;

    @BeforeEach
    void createTable() {
        StepVerifier.create(database.sql("create table if not exists written (id uuid primary key)")
                        .then())
                .verifyComplete();
    }

    @Test
    void commitsAlthoughTheSubscriberGoesAway() {
        UUID id = UUID.randomUUID();
        StepVerifier.create(transactions.runInTransaction(sleep(0.2).then(write(id))))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(50))
                .thenCancel()
                .verify(LIMIT);
        StepVerifier.create(Mono.defer(() -> count(id))
                        .repeatWhenEmpty(50, tries -> tries.delayElements(Duration.ofMillis(50))))
                .expectNext(1L)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void leaksNoConnectionWhenHundredsOfSubscribersGoAwayAtRandomMoments() {
        Flux<Void> leaving = Flux.range(0, 300)
                .flatMap(
                        i -> transactions
                                .runInTransaction(sleep(0.01).then(write(UUID.randomUUID())))
                                .take(Duration.ofMillis(i % 30))
                                .onErrorComplete(),
                        64);
        StepVerifier.create(leaving.then()).expectComplete().verify(LIMIT);
        StepVerifier.create(Mono.defer(this::acquired)
                        .filter(none -> none == 0)
                        .repeatWhenEmpty(100, tries -> tries.delayElements(Duration.ofMillis(50))))
                .expectNext(0)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(database.sql(
                                "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()")
                        .mapValue(Long.class)
                        .one())
                .expectNext(0L)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void rollsBackEverythingWhenOneStepFails() {
        UUID id = UUID.randomUUID();
        Mono<Void> failing = write(id).then(Mono.error(new IllegalStateException("enough")));
        StepVerifier.create(transactions.runInTransaction(transactions.runInTransaction(failing)))
                .expectErrorMessage("enough")
                .verify(LIMIT);
        StepVerifier.create(count(id)).expectComplete().verify(LIMIT);
    }

    @Test
    void doesWorkAfterTheCommitUnderTheTraceAndForTheUserOfItsCaller() {
        UUID id = UUID.randomUUID();
        UserId user = new UserId(UUID.randomUUID());
        List<@Nullable Object> seen = new CopyOnWriteArrayList<>();
        Mono<Void> after = count(id)
                .doOnNext(committed -> seen.addAll(Arrays.asList(
                        committed, CurrentTraceAndUser.findTraceparent(), CurrentTraceAndUser.findUserId())))
                .then();
        Mono<Void> work = Mono.fromRunnable(() -> seen.add(CurrentTraceAndUser.findTraceparent()))
                .then(write(id))
                .then(CommitCallbacks.runAfterCommit(after));
        Mono<Void> caller = ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("test", observations), work)
                .contextWrite(UserReactorContext.of(user));
        StepVerifier.create(transactions.runInTransaction(caller))
                .expectComplete()
                .verify(LIMIT);
        assertThat(seen).hasSize(4).doesNotContainNull();
        assertThat(seen).containsExactly(seen.getFirst(), 1L, seen.getFirst(), user.toString());
    }

    @Test
    void refusesWorkAfterACommitWhereThereIsNoTransaction() {
        StepVerifier.create(CommitCallbacks.runAfterCommit(Mono.empty()))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
    }

    @Test
    void isHarmedByNoWorkAfterItsCommit() {
        UUID id = UUID.randomUUID();
        AtomicBoolean second = new AtomicBoolean();
        Mono<Void> work = write(id)
                .then(CommitCallbacks.runAfterCommit(Mono.error(new IllegalStateException("too late"))))
                .then(CommitCallbacks.runAfterCommit(Mono.fromRunnable(() -> second.set(true))));
        StepVerifier.create(transactions.runInTransaction(work))
                .expectComplete()
                .verify(LIMIT);
        assertThat(second).isTrue();
        StepVerifier.create(count(id)).expectNext(1L).expectComplete().verify(LIMIT);
    }

    @Test
    void limitsEachStatementAndEachWaitForALock() {
        StepVerifier.create(Flux.just("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
                        .concatMap(name -> database.sql("show " + name)
                                .mapValue(String.class)
                                .one()))
                .expectNext("5s", "2s", "10s")
                .expectComplete()
                .verify(LIMIT);
    }

    private Mono<Integer> acquired() {
        assertThat(connections).isInstanceOf(ConnectionPool.class);
        return Mono.fromSupplier(
                () -> ((ConnectionPool) connections).getMetrics().orElseThrow().acquiredSize());
    }

    private Mono<Void> sleep(double seconds) {
        return database.sql("select pg_sleep(" + seconds + ")").then();
    }

    private Mono<Void> write(UUID id) {
        return database.sql("insert into written values (:id)").bind("id", id).then();
    }

    /** Empty for none. */
    private Mono<Long> count(UUID id) {
        return database.sql("select count(*) from written where id = :id")
                .bind("id", id)
                .mapValue(Long.class)
                .one()
                .filter(count -> count > 0);
    }

    /** Otherwise waiting requests and other instances would miss the signals of the last seconds. */
    @Test
    void hintsAreHeardUntilAllWhoWaitForThemHaveStopped() {
        assertThat(context.getBeansOfType(SmartLifecycle.class).values())
                .filteredOn(bean -> WAIT_FOR_HINTS.contains(bean.getClass().getSimpleName()))
                .hasSameSizeAs(WAIT_FOR_HINTS)
                .allMatch(bean -> bean.getPhase() > ((SmartLifecycle) notifications).getPhase());
    }
}
