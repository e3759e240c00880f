package studio.atelier.generation.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.operator.OperatorNotice.OperatorNoticeKind;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.JobTransitions.JobClaim;
import studio.atelier.generation.provider.ModelProperties;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderAttempts.BudgetSpentException;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderBudgets.SpentBudget;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.database.BatchRows;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.tail.EventTailReader;
import studio.atelier.platform.test.QueryPlans;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import studio.atelier.platform.trace.ReactiveObservations;

/** The queue itself; no worker runs here. */
@TestPropertySource(
        properties = {
            "atelier.generation.work.enabled=false",
            "atelier.generation.budget.daily-micro-usd.capped=100",
            "atelier.generation.queue.by-provider.limited.rate=5",
            "atelier.generation.queue.by-provider.limited.rate-period=1h",
            "atelier.generation.queue.by-provider.one-at-a-time.total-slots=1",
            "atelier.generation.queue.by-provider.three-at-once.total-slots=3"
        })
class JobQueueTasksIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final UserQueueShare USUAL = new UserQueueShare(1, 100);

    @Autowired
    private JobQueueTasks tasks;

    @Autowired
    private JobTransitions transitions;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private JobQueues queues;

    @Autowired
    private ProviderAttempts attempts;

    @Autowired
    private ProviderBudgets budgets;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private ModelCatalogue catalogue;

    @Autowired
    private ObservationRegistry observations;

    private final String queue = "queue-" + UUID.randomUUID();

    @Test
    void claimsTasksOfDifferentUsersInTurn() {
        UserId batch = aUser();
        UserId single = aUser();
        List<UUID> fifty = IntStream.range(0, 50)
                .mapToObj(number -> enqueue(queue, batch, USUAL))
                .toList();
        UUID one = enqueue(queue, single, USUAL);

        List<UUID> served = claimOneByOne(queue, 3);

        assertThat(served).startsWith(fifty.get(0)).contains(one);
        assertThat(tasks.findPlace(fifty.get(49)).block(LIMIT))
                .isEqualTo(new JobQueueTasks.TaskQueuePlace(48, false, null));
    }

    @Test
    void servesAHeavierPlanMoreOften() {
        UserId free = aUser();
        UserId paid = aUser();
        IntStream.range(0, 12).forEach(number -> enqueue(queue, free, USUAL));
        List<UUID> paidOnes = IntStream.range(0, 12)
                .mapToObj(number -> enqueue(queue, paid, new UserQueueShare(3, 100)))
                .toList();

        List<UUID> served = claimOneByOne(queue, 12);

        assertThat(served.stream().filter(paidOnes::contains).count()).isBetween(8L, 10L);
    }

    @Test
    void doesNotLetALateComerJumpAheadOfThoseWhoWait() {
        UserId early = aUser();
        IntStream.range(0, 5).forEach(number -> enqueue(queue, early, USUAL));
        claimOneByOne(queue, 3);
        UUID waiting = tasks.listFirstTasks(queue)
                .map(JobQueueTasks.WaitingTaskPlace::jobId)
                .blockFirst(LIMIT);

        enqueue(queue, aUser(), USUAL);

        assertThat(claimOneByOne(queue, 1)).containsExactly(waiting);
    }

    @Test
    void runsNoMoreOfOneUserThanTheShare() {
        UserId user = aUser();
        IntStream.range(0, 5).forEach(number -> enqueue(queue, user, new UserQueueShare(1, 2)));
        UUID other = enqueue(queue, aUser(), USUAL);

        List<TaskLease> first =
                claim(queue, UUID.randomUUID(), 10).collectList().block(LIMIT);
        List<TaskLease> second =
                claim(queue, UUID.randomUUID(), 10).collectList().block(LIMIT);

        assertThat(first).hasSize(3).extracting(TaskLease::jobId).contains(other);
        assertThat(second).isEmpty();
    }

    @Test
    void keepsTheTraceOfWhatQueuedATaskThroughEveryHandOver() {
        AtomicReference<@Nullable String> trace = new AtomicReference<>();
        UUID job = UuidV7Generator.nextUuid();
        Mono<Void> queued = Mono.fromRunnable(() -> trace.set(CurrentTraceAndUser.findTraceparent()))
                .then(Mono.defer(() -> insertTask(job, aUser(), queue, USUAL, trace.get())));
        queues.ensureQueues(List.of(queue))
                .then(ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("test", observations), queued))
                .block(LIMIT);

        TaskLease first =
                Objects.requireNonNull(claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT));
        tasks.putBack(first, Duration.ZERO).block(LIMIT);
        TaskLease second =
                Objects.requireNonNull(claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT));

        letRunOut(job);
        TaskLease third =
                Objects.requireNonNull(takeOver(queue, UUID.randomUUID(), 1).blockFirst(LIMIT));

        assertThat(trace.get()).isNotNull();
        assertThat(List.of(first, second, third))
                .extracting(TaskLease::traceparent)
                .containsOnly(trace.get());
    }

    @Test
    void givesEachTaskToOneWorker() {
        IntStream.range(0, 100).forEach(number -> enqueue(queue, aUser(), USUAL));

        List<CompletableFuture<List<TaskLease>>> claims = IntStream.range(0, 20)
                .mapToObj(worker ->
                        claim(queue, UUID.randomUUID(), 10).collectList().toFuture())
                .toList();
        List<UUID> all = new ArrayList<>();
        claims.forEach(claim -> claim.join().forEach(lease -> all.add(lease.jobId())));
        TaskLease left = null;
        while ((left = claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT)) != null) {
            all.add(left.jobId());
        }

        assertThat(all).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void sharesTheAccountsRateBetweenWorkers() {
        queues.ensureQueues(List.of("limited")).block(LIMIT);
        IntStream.range(0, 20).forEach(number -> enqueue("limited", aUser(), USUAL));

        int first = claimed("limited", 4);
        int second = claimed("limited", 4);
        int third = claimed("limited", 4);

        assertThat(first + second + third).isEqualTo(5);
        assertThat(queues.takeToken("limited").block(LIMIT)).isFalse();
        letRatePeriodPass();
        assertThat(claimed("limited", 20)).isEqualTo(5);
    }

    @Test
    void leasesNoMoreTasksThanTheTotalOfAllWorkersHoweverTheyRace() {
        IntStream.range(0, 20).forEach(number -> enqueue("three-at-once", aUser(), USUAL));

        List<CompletableFuture<List<TaskLease>>> claims = IntStream.range(0, 20)
                .mapToObj(worker -> claim("three-at-once", UUID.randomUUID(), 2)
                        .collectList()
                        .toFuture())
                .toList();

        assertThat(claims.stream().mapToInt(claim -> claim.join().size()).sum()).isEqualTo(3);
        assertThat(claimed("three-at-once", 2)).isZero();
    }

    @Test
    void keepsThePlaceOfASilentWorkersTaskUntilItIsTakenOverAndPutBack() {
        String one = "one-at-a-time";
        UUID first = enqueue(one, aUser(), USUAL);
        UUID second = enqueue(one, aUser(), USUAL);
        assertThat(claim(one, UUID.randomUUID(), 5)
                        .map(TaskLease::jobId)
                        .collectList()
                        .block(LIMIT))
                .containsExactly(first);

        letRunOut(first);
        assertThat(claimed(one, 5)).as("while the silent worker may still call").isZero();
        TaskLease taken =
                Objects.requireNonNull(takeOver(one, UUID.randomUUID(), 5).blockFirst(LIMIT));
        assertThat(taken.jobId()).isEqualTo(first);
        assertThat(claimed(one, 5)).isZero();

        tasks.putBack(taken, Duration.ofHours(1)).block(LIMIT);
        assertThat(claim(one, UUID.randomUUID(), 5)
                        .map(TaskLease::jobId)
                        .collectList()
                        .block(LIMIT))
                .containsExactly(second);
    }

    @Test
    void givesTokensBackThatFoundNoTask() {
        queues.ensureQueues(List.of("limited")).block(LIMIT);
        letRatePeriodPass();
        claim("limited", UUID.randomUUID(), 20).collectList().block(LIMIT);
        letRatePeriodPass();
        while (claimed("limited", 5) > 0) {
            letRatePeriodPass();
        }
        enqueue("limited", aUser(), USUAL);

        assertThat(claimed("limited", 5)).isEqualTo(1);
        assertThat(IntStream.range(0, 5)
                        .filter(number -> queues.takeToken("limited").block(LIMIT))
                        .count())
                .isEqualTo(4);
    }

    @Test
    void claimsNothingFromAPausedQueue() {
        enqueue(queue, aUser(), USUAL);
        queues.pauseQueue(queue, "TEST", null).block(LIMIT);

        assertThat(claimed(queue, 1)).isZero();
        queues.resumeQueue(queue).block(LIMIT);
        assertThat(claimed(queue, 1)).isEqualTo(1);
    }

    @Test
    void keepsTheLongerOfTwoPauses() {
        Duration later = Duration.ofHours(1);
        enqueue(queue, aUser(), USUAL);
        queues.pauseQueue(queue, "SPENDING_CAP", later).block(LIMIT);

        assertThat(queues.pauseQueue(queue, "ACCOUNT_TROUBLE", later.minusMinutes(1))
                        .block(LIMIT))
                .isFalse();
        assertThat(queues.pauseQueue(queue, "OPERATOR", null).block(LIMIT)).isTrue();
        assertThat(queues.pauseQueue(queue, "ACCOUNT_TROUBLE", later.plusMinutes(1))
                        .block(LIMIT))
                .isFalse();

        assertThat(queues.findQueueState(queue).block(LIMIT).pauseReason()).isEqualTo("OPERATOR");
        assertThat(queues.findQueueState(queue).block(LIMIT).pausedUntil()).isNull();
    }

    @Test
    void takesTwoPausesUntilAboutTheSameTimeForOne() {
        Duration length = Duration.ofHours(1);
        queues.ensureQueues(List.of(queue)).block(LIMIT);
        queues.pauseQueue(queue, "SPENDING_CAP", length).block(LIMIT);
        Instant until = queues.findQueueState(queue).block(LIMIT).pausedUntil();

        assertThat(queues.pauseQueue(queue, "SPENDING_CAP", length.plusMillis(100))
                        .block(LIMIT))
                .isFalse();

        assertThat(queues.findQueueState(queue).block(LIMIT).pausedUntil()).isEqualTo(until);
    }

    @Test
    void notifiesOperatorsWhenAQueueIsPausedAndWhenItIsResumed() {
        queues.ensureQueues(List.of(queue)).block(LIMIT);
        Duration later = Duration.ofHours(1);
        queues.pauseQueue(queue, "SPENDING_CAP", later).block(LIMIT);
        Instant until = queues.findQueueState(queue).block(LIMIT).pausedUntil();
        queues.pauseQueue(queue, "ACCOUNT_TROUBLE", later.plusMinutes(1)).block(LIMIT);
        queues.pauseQueue(queue, "ACCOUNT_TROUBLE", later).block(LIMIT);
        queues.resumeQueue(queue).block(LIMIT);
        queues.resumeQueue(queue).block(LIMIT);
        queues.pauseQueue(queue, "OPERATOR", null).block(LIMIT);

        List<OperatorNotice> notices = noticesOf(queue, 3);

        assertThat(notices)
                .extracting(OperatorNotice::kind)
                .containsExactly(
                        OperatorNoticeKind.QUEUE_PAUSED,
                        OperatorNoticeKind.QUEUE_RESUMED,
                        OperatorNoticeKind.QUEUE_PAUSED);
        assertThat(notices.get(0).details()).isEqualTo(Map.of("reason", "SPENDING_CAP", "until", until.toString()));
        assertThat(notices.get(2).details()).isEqualTo(Map.of("reason", "OPERATOR"));
    }

    @Test
    void notifiesOperatorsOnceWhenAQueueResumesByItself() {
        queues.ensureQueues(List.of(queue)).block(LIMIT);
        queues.pauseQueue(queue, "ACCOUNT_TROUBLE", Duration.ofMillis(-1)).block(LIMIT);

        queues.noteEndedPauses().block(LIMIT);
        queues.noteEndedPauses().block(LIMIT);
        queues.pauseQueue(queue, "OPERATOR", null).block(LIMIT);

        assertThat(noticesOf(queue, 3))
                .extracting(OperatorNotice::kind)
                .containsExactly(
                        OperatorNoticeKind.QUEUE_PAUSED,
                        OperatorNoticeKind.QUEUE_RESUMED,
                        OperatorNoticeKind.QUEUE_PAUSED);
    }

    @Test
    void notifiesOperatorsOnceADayThatABudgetIsSpent() {
        budgets.noteSpent(new SpentBudget(queue, LocalDate.now(ZoneOffset.UTC))).block(LIMIT);
        budgets.noteSpent(new SpentBudget(queue, LocalDate.now(ZoneOffset.UTC))).block(LIMIT);
        queues.ensureQueues(List.of(queue)).block(LIMIT);
        queues.pauseQueue(queue, "SPENDING_CAP", null).block(LIMIT);

        assertThat(noticesOf(queue, 2))
                .extracting(OperatorNotice::kind)
                .containsExactly(OperatorNoticeKind.BUDGET_SPENT, OperatorNoticeKind.QUEUE_PAUSED);
    }

    private List<OperatorNotice> noticesOf(String subject, int number) {
        return tail.tailTopics(Set.of(EventTopic.OPERATOR_NOTICES), Duration.ofMinutes(1))
                .map(tailed -> (OperatorNotice) tailed.received().event())
                .filter(notice -> notice.subject().equals(subject))
                .take(number)
                .collectList()
                .block(LIMIT);
    }

    @Test
    void doesNotCountACallThatWasNotMade() {
        UserId user = aUser();
        UUID job = enqueue(queue, user, USUAL);
        running(job, user);
        long epoch = claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT).epoch();
        ModelProperties.ProviderModelRoute route = catalogue
                .readModels()
                .block(LIMIT)
                .firstRoute("nano-banana-2")
                .orElseThrow()
                .route();
        ProviderAttempt first =
                attempts.insertAttempt(job, epoch, route, false, 1).block(LIMIT);
        assertThat(attempts.insertAttempt(job, epoch, route, false, 1).block(LIMIT))
                .isNull();

        attempts.deleteUnmadeAttempt(first.id()).block(LIMIT);

        assertThat(attempts.insertAttempt(job, epoch, route, false, 1)
                        .block(LIMIT)
                        .number())
                .isEqualTo(1);
    }

    /** Calls of one statement share what is left, and a call that one budget refuses takes nothing from the other. */
    @Test
    void reservesNoMoreThanTheBudgetsHave() {
        ProviderModelRoute route = new ProviderModelRoute("capped", "model", 40, Map.of(), Map.of());
        List<TaskLease> leases = IntStream.range(0, 10)
                .mapToObj(number -> {
                    UserId user = aUser();
                    running(enqueue(queue, user, USUAL), user);
                    return claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT);
                })
                .toList();

        long spentBefore = spentOn(ProviderBudgets.FREE_QUOTA);

        List<String> outcomes = Flux.fromIterable(leases)
                .flatMap(
                        lease -> attempts.insertAttempt(lease.jobId(), lease.epoch(), route, true, 3)
                                .map(made -> "made")
                                .onErrorResume(
                                        BudgetSpentException.class,
                                        e -> Mono.just(e.spent().budget())),
                        10)
                .collectList()
                .block(LIMIT);

        assertThat(outcomes)
                .containsOnly("made", "capped")
                .filteredOn("made"::equals)
                .hasSize(2);
        assertThat(spentOn("capped")).isEqualTo(80);
        assertThat(spentOn(ProviderBudgets.FREE_QUOTA)).isEqualTo(spentBefore + 80);
    }

    private long spentOn(String budget) {
        return database.sql("select coalesce(sum(micro_usd), 0)::bigint from spending where budget = :budget")
                .bind("budget", budget)
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
    }

    private void running(UUID job, UserId user) {
        database.sql("""
                        insert into job (id, user_id, operation, parameters, model, prompt, prompt_version,
                                                 price, unit, funding, hold_id, hold_expires_at, wait_until, status)
                        values (:id, :user, 'try-on', '{}', 'nano-banana-2', 'a kite', 'v1',
                                2, 'ACTIONS', 'AUTO', gen_random_uuid(), now() + interval '2 days',
                                now() + interval '1 hour', 'PROCESSING')
                        """)
                .bind("id", job)
                .bind("user", user.value())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    @Test
    void looksAtQueuesWhoseTasksWaitOrAreLeftBehind() {
        String other = "queue-" + UUID.randomUUID();
        UUID job = enqueue(queue, aUser(), USUAL);
        queues.ensureQueues(List.of(other)).block(LIMIT);
        assertThat(lookAt(queue, other)).containsExactly(new JobQueueTasks.QueueLook(queue, true, false));

        claimed(queue, 1);
        assertThat(lookAt(queue, other)).isEmpty();

        letRunOut(job);
        assertThat(lookAt(queue, other)).containsExactly(new JobQueueTasks.QueueLook(queue, false, true));
    }

    private List<JobQueueTasks.QueueLook> lookAt(String... names) {
        return tasks.lookAtQueues(List.of(names)).collectList().block(LIMIT);
    }

    @Test
    void takesOverOnlyWhatIsSilent() {
        UUID job = enqueue(queue, aUser(), USUAL);
        UUID dead = UUID.randomUUID();
        TaskLease before = claim(queue, dead, 1).blockFirst(LIMIT);
        assertThat(takeOver(queue, UUID.randomUUID(), 5).collectList().block(LIMIT))
                .isEmpty();

        letRunOut(job);
        TaskLease after = takeOver(queue, UUID.randomUUID(), 5).blockFirst(LIMIT);

        assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
        assertThat(after.takenOver()).isTrue();
        assertThat(tasks.renewLeases(dead, List.of(job)).collectList().block(LIMIT))
                .isEmpty();
        assertThat(tasks.putBack(before, Duration.ZERO).block(LIMIT)).isFalse();
        assertThat(tasks.putBack(after, Duration.ZERO).block(LIMIT)).isTrue();
    }

    @Test
    void takesOverBeforeItClaimsAndNoMoreThanItsSlots() {
        List<UUID> silent = IntStream.range(0, 3)
                .mapToObj(number -> enqueue(queue, aUser(), USUAL))
                .toList();
        claimed(queue, 3);
        silent.forEach(this::letRunOut);
        IntStream.range(0, 3).forEach(number -> enqueue(queue, aUser(), USUAL));

        List<TaskLease> leases = transitions
                .claimJobs(new JobClaim(queue, UUID.randomUUID(), 4, true, true))
                .flatMapIterable(claimed -> claimed)
                .map(ClaimedJob::lease)
                .collectList()
                .block(LIMIT);

        assertThat(leases).extracting(TaskLease::takenOver).containsExactly(true, true, true, false);
        assertThat(leases.subList(0, 3)).extracting(TaskLease::jobId).containsExactlyInAnyOrderElementsOf(silent);
    }

    @Test
    void renewsOnlyWhatTheWorkerKnowsOf() {
        UUID known = enqueue(queue, aUser(), USUAL);
        enqueue(queue, aUser(), USUAL);
        UUID worker = UUID.randomUUID();
        assertThat(claim(queue, worker, 2).collectList().block(LIMIT)).hasSize(2);

        List<JobQueueTasks.RenewedTaskLease> renewed =
                tasks.renewLeases(worker, List.of(known)).collectList().block(LIMIT);

        assertThat(renewed).extracting(JobQueueTasks.RenewedTaskLease::jobId).containsExactly(known);
    }

    @Test
    void answersHotQueriesFromIndexes() {
        IntStream.range(0, 50).forEach(number -> enqueue(queue, aUser(), USUAL));
        database.sql("insert into task (job_id, queue, user_id, tag, run_limit)"
                        + " select gen_random_uuid(), :queue, gen_random_uuid(), n, 5 from generate_series(1, 20000) n")
                .bind("queue", queue)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
        database.sql("analyze task").fetch().rowsUpdated().block(LIMIT);

        assertThat(plan("select job_id from task where queue = '" + queue
                        + "' and leased_by is null and not_before <= now() order by tag, job_id limit 5"))
                .contains("task_waiting_idx")
                .doesNotContain("Seq Scan");
        assertThat(plan("select max(tag) from task where user_id = '" + UUID.randomUUID() + "' and queue = '" + queue
                        + "' and leased_by is null"))
                .doesNotContain("Seq Scan");
        assertThat(plan("select count(*) from (select 1 from task where queue = '" + queue
                        + "' and leased_by is not null limit 1) leased"))
                .contains("task_leased_idx")
                .doesNotContain("Seq Scan");
    }

    private String plan(String sql) {
        return String.join(
                "\n",
                transactions
                        .runInTransaction(database.sql(QueryPlans.BY_COST)
                                .then()
                                .thenMany(database.sql("explain " + sql)
                                        .map(row -> row.get(0, String.class))
                                        .all())
                                .collectList())
                        .block(LIMIT));
    }

    private void letRunOut(UUID job) {
        database.sql("update task set lease_until = now() - interval '1 second' where job_id = :id")
                .bind("id", job)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private void letRatePeriodPass() {
        database.sql("update queue set recent = array(select taken - interval '1 hour' from unnest(recent) taken)"
                        + " where name = 'limited'")
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private Flux<TaskLease> claim(String queue, UUID worker, int slots) {
        return transitions
                .claimJobs(new JobClaim(queue, worker, slots, true, false))
                .flatMapIterable(claimed -> claimed)
                .map(ClaimedJob::lease);
    }

    private Flux<TaskLease> takeOver(String queue, UUID worker, int slots) {
        return transitions
                .claimJobs(new JobClaim(queue, worker, slots, false, true))
                .flatMapIterable(claimed -> claimed)
                .map(ClaimedJob::lease);
    }

    private int claimed(String queue, int slots) {
        return claim(queue, UUID.randomUUID(), slots).collectList().block(LIMIT).size();
    }

    private List<UUID> claimOneByOne(String queue, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> claim(queue, UUID.randomUUID(), 1).blockFirst(LIMIT))
                .map(TaskLease::jobId)
                .toList();
    }

    private UUID enqueue(String queue, UserId user, UserQueueShare share) {
        UUID job = UuidV7Generator.nextUuid();
        queues.ensureQueues(List.of(queue))
                .then(insertTask(job, user, queue, share, null))
                .block(LIMIT);
        return job;
    }

    private Mono<Void> insertTask(UUID job, UserId user, String queue, UserQueueShare share, @Nullable String trace) {
        return database.sql("select * from enqueue_tasks(:tasks)")
                .bind(
                        "tasks",
                        BatchRows.toJson(
                                List.of(new NewTask(job, queue, user.value(), share.weight(), share.running(), trace))))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** A user's weight, and how many of its tasks may run at once. */
    private record UserQueueShare(double weight, int running) {}

    private record NewTask(
            UUID jobId,
            String queue,
            UUID userId,
            double weight,
            int runLimit,
            @Nullable String traceparent) {}
}
