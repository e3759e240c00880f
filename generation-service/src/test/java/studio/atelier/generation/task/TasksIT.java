package studio.atelier.generation.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.Instant;
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
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.Topic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.operator.OperatorNotice.Kind;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.Budgets;
import studio.atelier.generation.provider.ModelProperties;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.EventTail;
import studio.atelier.platform.trace.CurrentWork;
import studio.atelier.platform.trace.ObservedWork;

/** The queue itself; no worker runs here. */
@TestPropertySource(
        properties = {
            "atelier.generation.work.enabled=false",
            "atelier.generation.queue.lanes.limited.rate=5",
            "atelier.generation.queue.lanes.limited.rate-period=2s"
        })
class TasksIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Share USUAL = new Share(1, 100);

    @Autowired
    private Tasks tasks;

    @Autowired
    private Lanes lanes;

    @Autowired
    private Attempts attempts;

    @Autowired
    private Budgets budgets;

    @Autowired
    private EventTail tail;

    @Autowired
    private Models models;

    @Autowired
    private Transactions transactions;

    @Autowired
    private ObservationRegistry observations;

    private final String lane = "lane-" + UUID.randomUUID();

    @Test
    void letsUsersTakeTurns() {
        UserId batch = aUser();
        UserId single = aUser();
        List<UUID> fifty = IntStream.range(0, 50)
                .mapToObj(number -> enqueue(lane, batch, USUAL))
                .toList();
        UUID one = enqueue(lane, single, USUAL);

        List<UUID> served = claimOneByOne(lane, 3);

        assertThat(served).startsWith(fifty.get(0)).contains(one);
        assertThat(tasks.position(fifty.get(49)).block(LIMIT)).isEqualTo(new Tasks.Place(48, false, null));
    }

    @Test
    void servesAHeavierPlanMoreOften() {
        UserId free = aUser();
        UserId paid = aUser();
        IntStream.range(0, 12).forEach(number -> enqueue(lane, free, USUAL));
        List<UUID> paidOnes = IntStream.range(0, 12)
                .mapToObj(number -> enqueue(lane, paid, new Share(3, 100)))
                .toList();

        List<UUID> served = claimOneByOne(lane, 12);

        assertThat(served.stream().filter(paidOnes::contains).count()).isBetween(8L, 10L);
    }

    @Test
    void doesNotLetALateComerJumpAheadOfThoseWhoWait() {
        UserId early = aUser();
        IntStream.range(0, 5).forEach(number -> enqueue(lane, early, USUAL));
        claimOneByOne(lane, 3);
        UUID waiting = tasks.front(lane).map(Tasks.Waiting::jobId).blockFirst(LIMIT);

        enqueue(lane, aUser(), USUAL);

        assertThat(claimOneByOne(lane, 1)).containsExactly(waiting);
    }

    @Test
    void runsNoMoreOfOneUserThanTheShare() {
        UserId user = aUser();
        IntStream.range(0, 5).forEach(number -> enqueue(lane, user, new Share(1, 2)));
        UUID other = enqueue(lane, aUser(), USUAL);

        List<Lease> first =
                tasks.claim(lane, UUID.randomUUID(), 10).collectList().block(LIMIT);
        List<Lease> second =
                tasks.claim(lane, UUID.randomUUID(), 10).collectList().block(LIMIT);

        assertThat(first).hasSize(3).extracting(Lease::jobId).contains(other);
        assertThat(second).isEmpty();
    }

    @Test
    void keepsTheTraceOfWhatQueuedATaskThroughEveryHandOver() {
        AtomicReference<@Nullable String> trace = new AtomicReference<>();
        UUID job = Ids.next();
        Mono<Integer> queued = Mono.fromRunnable(() -> trace.set(CurrentWork.traceparent()))
                .then(transactions.run(tasks.enqueue(job, aUser(), lane, USUAL)));
        lanes.open(List.of(lane))
                .then(ObservedWork.of(() -> Observation.createNotStarted("test", observations), queued))
                .block(LIMIT);

        Lease first =
                Objects.requireNonNull(tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT));
        tasks.putBack(first, lane, Duration.ZERO).block(LIMIT);
        Lease second =
                Objects.requireNonNull(tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT));

        letRunOut(job);
        Lease third = Objects.requireNonNull(
                tasks.takeOver(lane, UUID.randomUUID(), 1).blockFirst(LIMIT));

        assertThat(trace.get()).isNotNull();
        assertThat(List.of(first, second, third)).extracting(Lease::traceparent).containsOnly(trace.get());
    }

    @Test
    void isQueuedAlsoByInstancesThatKnowNoTraces() {
        UUID job = Ids.next();
        lanes.open(List.of(lane)).block(LIMIT);
        database.sql("select enqueue_task(:job, :lane, :user, 1, 3, 100)")
                .bind("job", job)
                .bind("lane", lane)
                .bind("user", aUser().value())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);

        Lease lease = tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT);

        assertThat(lease).extracting(Lease::jobId, Lease::traceparent).containsExactly(job, null);
    }

    @Test
    void givesEachTaskToOneWorker() {
        IntStream.range(0, 100).forEach(number -> enqueue(lane, aUser(), USUAL));

        List<CompletableFuture<List<Lease>>> claims = IntStream.range(0, 20)
                .mapToObj(worker ->
                        tasks.claim(lane, UUID.randomUUID(), 10).collectList().toFuture())
                .toList();
        List<UUID> all = new ArrayList<>();
        claims.forEach(claim -> claim.join().forEach(lease -> all.add(lease.jobId())));
        Lease left = null;
        while ((left = tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT)) != null) {
            all.add(left.jobId());
        }

        assertThat(all).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void sharesTheAccountsRateBetweenWorkers() {
        lanes.open(List.of("limited")).block(LIMIT);
        IntStream.range(0, 20).forEach(number -> enqueue("limited", aUser(), USUAL));

        int first = claimed("limited", 4);
        int second = claimed("limited", 4);
        int third = claimed("limited", 4);

        assertThat(first + second + third).isEqualTo(5);
        assertThat(lanes.takeToken("limited").block(LIMIT)).isFalse();
        Mono.delay(Duration.ofMillis(2100)).block();
        assertThat(claimed("limited", 20)).isEqualTo(5);
    }

    @Test
    void givesTokensBackThatFoundNoTask() {
        lanes.open(List.of("limited")).block(LIMIT);
        Mono.delay(Duration.ofMillis(2100)).block();
        tasks.claim("limited", UUID.randomUUID(), 20).collectList().block(LIMIT);
        Mono.delay(Duration.ofMillis(2100)).block();
        while (claimed("limited", 5) > 0) {
            Mono.delay(Duration.ofMillis(2100)).block();
        }
        enqueue("limited", aUser(), USUAL);

        assertThat(claimed("limited", 5)).isEqualTo(1);
        assertThat(IntStream.range(0, 5)
                        .filter(number -> lanes.takeToken("limited").block(LIMIT))
                        .count())
                .isEqualTo(4);
    }

    @Test
    void claimsNothingFromAPausedLane() {
        enqueue(lane, aUser(), USUAL);
        lanes.pause(lane, "TEST", null).block(LIMIT);

        assertThat(claimed(lane, 1)).isZero();
        lanes.resume(lane).block(LIMIT);
        assertThat(claimed(lane, 1)).isEqualTo(1);
    }

    @Test
    void keepsTheLongerOfTwoPauses() {
        Instant later = Instant.now().plusSeconds(3600);
        enqueue(lane, aUser(), USUAL);
        lanes.pause(lane, "SPENDING_CAP", later).block(LIMIT);

        assertThat(lanes.pause(lane, "ACCOUNT_TROUBLE", later.minusSeconds(60)).block(LIMIT))
                .isFalse();
        assertThat(lanes.pause(lane, "OPERATOR", null).block(LIMIT)).isTrue();
        assertThat(lanes.pause(lane, "ACCOUNT_TROUBLE", later.plusSeconds(60)).block(LIMIT))
                .isFalse();

        assertThat(lanes.state(lane).block(LIMIT).pauseReason()).isEqualTo("OPERATOR");
        assertThat(lanes.state(lane).block(LIMIT).pausedUntil()).isNull();
    }

    @Test
    void tellsOperatorsWhenALaneIsPausedAndWhenItIsServedAgain() {
        lanes.open(List.of(lane)).block(LIMIT);
        Instant later = Instant.now().plusSeconds(3600);
        lanes.pause(lane, "SPENDING_CAP", later).block(LIMIT);
        lanes.pause(lane, "ACCOUNT_TROUBLE", later.plusSeconds(60)).block(LIMIT);
        lanes.pause(lane, "ACCOUNT_TROUBLE", later).block(LIMIT);
        lanes.resume(lane).block(LIMIT);
        lanes.resume(lane).block(LIMIT);
        lanes.pause(lane, "OPERATOR", null).block(LIMIT);

        List<OperatorNotice> told = noticesOf(lane, 3);

        assertThat(told)
                .extracting(OperatorNotice::kind)
                .containsExactly(Kind.QUEUE_PAUSED, Kind.QUEUE_RESUMED, Kind.QUEUE_PAUSED);
        assertThat(told.get(0).details()).isEqualTo(Map.of("reason", "SPENDING_CAP", "until", later.toString()));
        assertThat(told.get(2).details()).isEqualTo(Map.of("reason", "OPERATOR"));
    }

    @Test
    void tellsOperatorsOnceThatALaneIsServedAgainByItself() {
        lanes.open(List.of(lane)).block(LIMIT);
        lanes.pause(lane, "ACCOUNT_TROUBLE", Instant.now().minusMillis(1)).block(LIMIT);

        lanes.noteEndedPauses().block(LIMIT);
        lanes.noteEndedPauses().block(LIMIT);
        lanes.pause(lane, "OPERATOR", null).block(LIMIT);

        assertThat(noticesOf(lane, 3))
                .extracting(OperatorNotice::kind)
                .containsExactly(Kind.QUEUE_PAUSED, Kind.QUEUE_RESUMED, Kind.QUEUE_PAUSED);
    }

    @Test
    void tellsOperatorsOnceADayThatABudgetIsSpent() {
        budgets.noteSpent(lane).block(LIMIT);
        budgets.noteSpent(lane).block(LIMIT);
        lanes.open(List.of(lane)).block(LIMIT);
        lanes.pause(lane, "SPENDING_CAP", null).block(LIMIT);

        assertThat(noticesOf(lane, 2))
                .extracting(OperatorNotice::kind)
                .containsExactly(Kind.BUDGET_SPENT, Kind.QUEUE_PAUSED);
    }

    private List<OperatorNotice> noticesOf(String subject, int number) {
        return tail.tail(Set.of(Topic.OPERATOR_NOTICES), Duration.ofMinutes(1))
                .map(tailed -> (OperatorNotice) tailed.received().event())
                .filter(notice -> notice.subject().equals(subject))
                .take(number)
                .collectList()
                .block(LIMIT);
    }

    @Test
    void doesNotCountACallThatWasNotMade() {
        UserId user = aUser();
        UUID job = enqueue(lane, user, USUAL);
        running(job, user);
        long epoch = tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT).epoch();
        ModelProperties.Route route = models.firstRoute("nano-banana-2");
        Attempt first = attempts.begin(job, epoch, route, 1).block(LIMIT);
        assertThat(attempts.begin(job, epoch, route, 1).block(LIMIT)).isNull();

        attempts.notMade(first.id()).block(LIMIT);

        assertThat(attempts.begin(job, epoch, route, 1).block(LIMIT).number()).isEqualTo(1);
    }

    private void running(UUID job, UserId user) {
        database.sql("""
                        insert into generations (id, user_id, operation, parameters, model, prompt, prompt_version,
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
    void takesOverOnlyWhatIsSilent() {
        UUID job = enqueue(lane, aUser(), USUAL);
        UUID dead = UUID.randomUUID();
        Lease before = tasks.claim(lane, dead, 1).blockFirst(LIMIT);
        assertThat(tasks.takeOver(lane, UUID.randomUUID(), 5).collectList().block(LIMIT))
                .isEmpty();

        letRunOut(job);
        Lease after = tasks.takeOver(lane, UUID.randomUUID(), 5).blockFirst(LIMIT);

        assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
        assertThat(after.takenOver()).isTrue();
        assertThat(tasks.renew(dead, List.of(job)).collectList().block(LIMIT)).isEmpty();
        assertThat(tasks.putBack(before, lane, Duration.ZERO).block(LIMIT)).isFalse();
        assertThat(tasks.remove(job, before.epoch()).block(LIMIT)).isFalse();
        assertThat(tasks.remove(job, after.epoch()).block(LIMIT)).isTrue();
    }

    @Test
    void renewsOnlyWhatTheWorkerKnowsOf() {
        UUID known = enqueue(lane, aUser(), USUAL);
        enqueue(lane, aUser(), USUAL);
        UUID worker = UUID.randomUUID();
        assertThat(tasks.claim(lane, worker, 2).collectList().block(LIMIT)).hasSize(2);

        List<Tasks.Renewed> renewed =
                tasks.renew(worker, List.of(known)).collectList().block(LIMIT);

        assertThat(renewed).extracting(Tasks.Renewed::jobId).containsExactly(known);
    }

    @Test
    void answersHotQueriesFromIndexes() {
        IntStream.range(0, 50).forEach(number -> enqueue(lane, aUser(), USUAL));
        database.sql("insert into task (job_id, lane, user_id, tag, run_limit)"
                        + " select gen_random_uuid(), :lane, gen_random_uuid(), n, 5 from generate_series(1, 20000) n")
                .bind("lane", lane)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
        database.sql("analyze task").fetch().rowsUpdated().block(LIMIT);

        assertThat(plan("select job_id from task where lane = '" + lane
                        + "' and leased_by is null and not_before <= now() order by tag, job_id limit 5"))
                .contains("task_waiting_idx")
                .doesNotContain("Seq Scan");
        assertThat(plan("select max(tag) from task where user_id = '" + UUID.randomUUID() + "' and lane = '" + lane
                        + "' and leased_by is null"))
                .doesNotContain("Seq Scan");
    }

    private String plan(String sql) {
        return String.join(
                "\n",
                database.sql("explain " + sql)
                        .map(row -> row.get(0, String.class))
                        .all()
                        .collectList()
                        .block(LIMIT));
    }

    private void letRunOut(UUID job) {
        database.sql("update task set lease_until = now() - interval '1 second' where job_id = :id")
                .bind("id", job)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private int claimed(String lane, int permits) {
        return tasks.claim(lane, UUID.randomUUID(), permits)
                .collectList()
                .block(LIMIT)
                .size();
    }

    private List<UUID> claimOneByOne(String lane, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> tasks.claim(lane, UUID.randomUUID(), 1).blockFirst(LIMIT))
                .map(Lease::jobId)
                .toList();
    }

    private UUID enqueue(String lane, UserId user, Share share) {
        UUID job = Ids.next();
        lanes.open(List.of(lane))
                .then(transactions.run(tasks.enqueue(job, user, lane, share)))
                .block(LIMIT);
        return job;
    }
}
