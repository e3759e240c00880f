package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.function.Tuple3;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.HoldAnswer.HoldAnswerKind;
import studio.atelier.generation.job.JobAdmissions.AdmissionResult;
import studio.atelier.generation.job.JobAdmissions.NewJobRow;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.JobTransitions.JobClaim;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.generation.upload.StoredUserUploads;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import tools.jackson.databind.json.JsonMapper;

/** The statements that change jobs; no worker runs here, and billing is silent. */
@TestPropertySource(
        properties = {
            "atelier.generation.work.enabled=false",
            "atelier.generation.job.free.waiting=2",
            "atelier.generation.job.paid.running=6",
            "atelier.generation.job.paid.waiting=3",
            "atelier.generation.job.plans.pro.running=7",
            "atelier.generation.job.plans.pro.waiting=1"
        })
class JobTransitionsIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant EXPIRES = Instant.parse("2100-12-01T10:00:00.123456Z");
    private static final JsonMapper EVENTS = EventJsonMapper.createMapper();

    /** PostgreSQL plans a statement of a connection five times for its parameters, then once for all. */
    private static final int PLANS_ARE_KEPT_AFTER = 6;

    /** What billing's answers do to holds; any other pair changes nothing. */
    private static final Map<HoldAnswerKind, Map<JobHoldState, JobHoldState>> ANSWERS = Map.of(
            HoldAnswerKind.PLACED,
            Map.of(JobHoldState.ASKED, JobHoldState.PLACED),
            HoldAnswerKind.DECLINED,
            Map.of(JobHoldState.ASKED, JobHoldState.DECLINED, JobHoldState.RELEASING, JobHoldState.RELEASED),
            HoldAnswerKind.CAPTURED,
            Map.of(JobHoldState.CAPTURING, JobHoldState.CAPTURED, JobHoldState.RELEASING, JobHoldState.LOST),
            HoldAnswerKind.RELEASED,
            Map.of(JobHoldState.ASKED, JobHoldState.DECLINED, JobHoldState.RELEASING, JobHoldState.RELEASED),
            HoldAnswerKind.GONE,
            Map.of(JobHoldState.RELEASING, JobHoldState.RELEASED, JobHoldState.CAPTURING, JobHoldState.LOST),
            HoldAnswerKind.REFUSED,
            Map.of(JobHoldState.RELEASING, JobHoldState.LOST, JobHoldState.CAPTURING, JobHoldState.LOST));

    @Autowired
    private JobTransitions transitions;

    @Autowired
    private JobAdmissions admissions;

    @Autowired
    private StoredUserUploads uploads;

    @Autowired
    private DatabaseTransactions transactions;

    private final UUID worker = UUID.randomUUID();
    private final String queue = "queue-" + worker;

    @BeforeEach
    void silenceBilling() {
        billing.silent = true;
    }

    @Test
    void admitsManyJobsTogetherWithTheirKeysUploadsAndCommands() {
        List<UserId> users = IntStream.range(0, 120).mapToObj(number -> aUser()).toList();
        List<NewJobRow> jobs =
                users.stream().map(user -> newJob(user, insertUpload(user))).toList();

        List<AdmissionResult> results = Flux.fromIterable(jobs)
                .flatMap(admissions::admitJob, 120)
                .collectList()
                .block(LIMIT);

        assertThat(results).hasSize(120).allMatch(result -> result instanceof AdmissionResult.Admitted);
        List<TestJob> written = jobs.stream()
                .map(job -> new TestJob(job.id(), job.user(), job.holdId()))
                .toList();
        assertThat(count("select count(*) from idempotent_request where resource_id = any(:ids)", written))
                .isEqualTo(120);
        assertThat(count(
                        "select count(*) from upload_reservation where job_id = any(:ids)"
                                + " and ends_at > now() + interval '2 days'",
                        written))
                .isEqualTo(120);
        assertThat(count("select count(*) from job where id = any(:ids) and hold_state = 'ASKED'", written))
                .isEqualTo(120);
    }

    @Test
    void refusesAJobOfAnotherUsersUploadThatTheOwnerUsesInTheSameStatement() {
        UserId owner = aUser();
        UserId other = aUser();
        UUID upload = insertUpload(owner);

        Map<UUID, AdmissionResult> results = admissions
                .admitJobs(List.of(newJob(owner, upload), newJob(other, upload)))
                .block(LIMIT);

        assertThat(results.get(owner.value())).isInstanceOf(AdmissionResult.Admitted.class);
        assertThat(results.get(other.value())).isEqualTo(new AdmissionResult.UploadMissing(upload));
    }

    @Test
    void refusesAJobOfAnotherUsersUploadAndKeepsTheKeyFree() {
        UserId user = aUser();
        UUID foreign = insertUpload(aUser());
        NewJobRow job = newJob(user, foreign);

        assertThat(admissions.admitJob(job).block(LIMIT)).isEqualTo(new AdmissionResult.UploadMissing(foreign));

        NewJobRow again = newJob(user, insertUpload(user), job.key());
        assertThat(admissions.admitJob(again).block(LIMIT)).isInstanceOf(AdmissionResult.Admitted.class);
    }

    @Test
    void refusesAJobWhoseUploadHasExpired() {
        UserId user = aUser();
        UUID expired = insertUpload(user);
        run(
                "update upload set expires_at = now() - interval '1 minute' where id::text = :id",
                "id",
                expired.toString());

        assertThat(admissions.admitJob(newJob(user, expired)).block(LIMIT))
                .isEqualTo(new AdmissionResult.UploadMissing(expired));
    }

    @Test
    void admitsAKeyOnce() {
        UserId user = aUser();
        NewJobRow job = newJob(user, insertUpload(user));

        List<AdmissionResult> results = Flux.range(0, 10)
                .flatMap(
                        number -> admissions.admitJob(
                                newJob(user, job.work().inputs().getFirst(), job.key())),
                        10)
                .collectList()
                .block(LIMIT);

        assertThat(results)
                .filteredOn(result -> result instanceof AdmissionResult.Admitted)
                .hasSize(1);
        assertThat(results)
                .filteredOn(result -> result instanceof AdmissionResult.KeyTaken)
                .hasSize(9);
    }

    /** Also by another process: the calls below do not wait for each other in this one. */
    @Test
    void admitsNoMoreWaitingJobsThanThePlanAllows() {
        UserId free = aUser();
        UserId paid = aSubscriberOf("unnamed");
        UserId pro = aSubscriberOf("pro");

        assertThat(countAdmitted(free)).isEqualTo(2);
        assertThat(countAdmitted(paid)).isEqualTo(3);
        assertThat(countAdmitted(pro)).isEqualTo(1);
    }

    private long countAdmitted(UserId user) {
        UUID upload = insertUpload(user);
        return Flux.range(0, 8)
                .flatMap(number -> admissions.admitJobs(List.of(newJob(user, upload))), 8)
                .flatMapIterable(Map::values)
                .filter(result -> result instanceof AdmissionResult.Admitted)
                .count()
                .block(LIMIT);
    }

    @Test
    void queuesATaskWithTheShareOfItsUsersPlan() {
        assertThat(runLimitOf(aUser())).isEqualTo("5");
        assertThat(runLimitOf(aSubscriberOf("unnamed"))).isEqualTo("6");
        assertThat(runLimitOf(aSubscriberOf("pro"))).isEqualTo("7");
    }

    private String runLimitOf(UserId user) {
        TestJob job = insertJob(user, "PENDING", JobHoldState.ASKED, PriceUnit.ACTIONS, Funding.AUTO, null);
        transitions.applyAnswer(answer(job, HoldAnswerKind.PLACED)).block(LIMIT);
        return value("select run_limit from task where job_id = :id", job.id());
    }

    private UserId aSubscriberOf(String plan) {
        UserId user = aUser();
        database.sql("insert into balance_projection values (:user, 1, cast(:balance as jsonb))")
                .bind("user", user.value())
                .bind("balance", "{\"plan\":{\"code\":\"%s\"}}".formatted(plan))
                .then()
                .block(LIMIT);
        return user;
    }

    private UUID insertUpload(UserId user) {
        UUID id = UuidV7Generator.nextUuid();
        database.sql("""
                        insert into upload (
                            id, owner_id, content_type, width, height, size_bytes, sha256, created_at, expires_at)
                        values (:id, :user, 'image/png', 8, 8, 100, 'aa', now(), now() + interval '1 day')
                        """).bind("id", id).bind("user", user.value()).then().block(LIMIT);
        return id;
    }

    private static NewJobRow newJob(UserId user, UUID upload) {
        return newJob(user, upload, new IdempotencyKey(aKey()));
    }

    private static NewJobRow newJob(UserId user, UUID upload, IdempotencyKey key) {
        return new NewJobRow(
                UuidV7Generator.nextUuid(),
                user,
                key,
                RequestBodyHash.of("test", new byte[0]),
                new PlannedProviderWork(
                        "try-on",
                        "{}",
                        "nano-banana-2",
                        "a kite",
                        "v1",
                        List.of(upload),
                        Map.of(),
                        PriceUnit.ACTIONS,
                        2),
                Funding.AUTO,
                null,
                UuidV7Generator.nextUuid(),
                null);
    }

    @ParameterizedTest
    @EnumSource
    void appliesAnAnswerOnlyToAHoldThatWaitsForIt(HoldAnswerKind kind) {
        for (JobHoldState state : JobHoldState.values()) {
            TestJob job = insertJob(statusOf(state), state);
            JobHoldState expected = ANSWERS.get(kind).getOrDefault(state, state);

            Job answered = transitions
                    .applyAnswer(answer(job, kind))
                    .map(JobTransitions.AnsweredJob::job)
                    .block(LIMIT);

            assertThat(value("select hold_state from job where id = :id", job.id()))
                    .as("%s at %s", kind, state)
                    .isEqualTo(expected.name());
            assertThat(answered == null).as("%s at %s", kind, state).isEqualTo(expected == state);
        }
    }

    @Test
    void appliesTheAnswersAboutManyJobsTogether() {
        List<TestJob> jobs = IntStream.range(0, 150)
                .mapToObj(number -> insertJob("PENDING", JobHoldState.ASKED))
                .toList();
        TestJob unknown = new TestJob(UuidV7Generator.nextUuid(), aUser(), UUID.randomUUID());

        List<JobTransitions.AnsweredJob> answered = Flux.fromStream(Stream.concat(Stream.of(unknown), jobs.stream()))
                .flatMap(job -> transitions.applyAnswer(answer(job, HoldAnswerKind.PLACED)), 200)
                .collectList()
                .block(LIMIT);

        assertThat(answered)
                .extracting(one -> one.job().id())
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(TestJob::id).toList());
        assertThat(answered).extracting(JobTransitions.AnsweredJob::queue).containsOnly("kie");
        assertThat(count("select count(*) from task where job_id = any(:ids)", jobs))
                .isEqualTo(150);
        assertThat(count(
                        "select count(*) from job where id = any(:ids) and status = 'PENDING' and version = 2 and"
                                + " source = 'FREE' and watermark and ask_again_at is null",
                        jobs))
                .isEqualTo(150);
    }

    @Test
    void startsTheJobsOfTheTasksThatItClaims() {
        List<TestJob> jobs = IntStream.range(0, 20)
                .mapToObj(number -> insertWaitingJob("PENDING"))
                .toList();

        List<ClaimedJob> claimed = claim(12);

        assertThat(claimed).hasSize(12).allMatch(ClaimedJob::first);
        assertThat(claimed)
                .extracting(one -> one.job().status(), one -> one.job().work().provider())
                .containsOnly(tuple(JobStatus.PROCESSING, "kie"));
        assertThat(count(
                        "select count(*) from job where id = any(:ids) and status = 'PROCESSING' and version = 2"
                                + " and deadline_at > now() and expected_millis > 0",
                        jobs))
                .isEqualTo(12);
    }

    @Test
    void claimsOnlyJobsOfTheModelsThatItNames() {
        TestJob job = insertWaitingJob("PENDING");
        String model = value("select model from job where id = :id", job.id());

        assertThat(claimOf(Set.of("another-" + model))).isEmpty();
        assertThat(claimOf(Set.of("another-" + model, model)))
                .extracting(claimed -> claimed.lease().jobId())
                .containsExactly(job.id());
    }

    private List<ClaimedJob> claimOf(Set<String> models) {
        return transitions
                .claimJobs(new JobClaim(queue, worker, 5, true, false, models))
                .block(LIMIT);
    }

    @Test
    void resumesAJobThatIsClaimedAgainAndKeepsItsDeadline() {
        TestJob job = insertWaitingJob("PROCESSING");
        run(
                "update job set deadline_at = started_at + interval '7 minutes' where id::text = :id",
                "id",
                job.id().toString());

        ClaimedJob claimed = claim(1).getFirst();

        assertThat(claimed.first()).isFalse();
        assertThat(Duration.between(
                        claimed.job().times().startedAt(), claimed.job().times().deadlineAt()))
                .isEqualTo(Duration.ofMinutes(7));
    }

    /** A claim that waited for the row of the job, with the row of its task locked, could deadlock. */
    @Test
    void doesNotStartAJobThatIsBeingEnded() {
        TestJob job = insertWaitingJob("PENDING");
        TestJob neighbour = insertWaitingJob("PENDING");
        Mono<List<ClaimedJob>> claiming = transitions.claimJobs(new JobClaim(queue, worker, 10, true, false));

        List<ClaimedJob> claimed = transactions
                .runInTransaction(database.sql("select 1 from job where id = :id for update")
                        .bind("id", job.id())
                        .then()
                        .then(Mono.fromCallable(() -> claiming.block(LIMIT)).subscribeOn(Schedulers.boundedElastic())))
                .block(LIMIT);

        assertThat(claimed)
                .extracting(one -> one.lease().jobId(), one -> one.job() != null)
                .containsExactlyInAnyOrder(tuple(job.id(), false), tuple(neighbour.id(), true));
        assertThat(transitions.endJob(JobEnding.cancelledWhileWaiting(job.id())).block(LIMIT))
                .isNotNull();
    }

    /** Even by plans that a connection has kept since the tables were small; a place in a queue is counted to 100. */
    @Test
    void readsNoRowsOfOtherJobs() {
        List<Mono<Void>> rounds = Stream.generate(this::newRoundOfAJobsSteps)
                .limit(PLANS_ARE_KEPT_AFTER + 1)
                .toList();

        Long read = transactions
                .runInTransaction(Flux.concat(rounds.subList(0, PLANS_ARE_KEPT_AFTER))
                        .then(insertManyJobs())
                        .then(countRowsRead())
                        .flatMap(
                                before -> rounds.getLast().then(countRowsRead()).map(after -> after - before)))
                .block(LIMIT);

        assertThat(read).isLessThan(1_000);
    }

    /** A job of each kind, of which one is admitted, one is claimed and one is completed. */
    private Mono<Void> newRoundOfAJobsSteps() {
        TestJob asking = insertJob("PENDING", JobHoldState.ASKED);
        insertWaitingJob("PENDING");
        TestJob running = insertRunningJob(1);
        JobEnding completed = JobEnding.completed(lease(running, 1), insertFiles(running));
        return transitions
                .applyAnswers(List.of(answer(asking, HoldAnswerKind.PLACED)))
                .then(transitions.claimJobs(new JobClaim(queue, worker, 1, true, true)))
                .doOnNext(claimed -> assertThat(claimed).hasSize(1))
                .thenMany(transitions.endJobs(List.of(completed)))
                .then();
    }

    private Mono<Void> insertManyJobs() {
        return database.sql("""
                        with many as (
                            insert into job (
                                id, user_id, operation, parameters, model, prompt, prompt_version, price, unit, funding,
                                hold_id, hold_state, hold_expires_at, wait_until, status, started_at, finished_at)
                            select gen_random_uuid(), gen_random_uuid(), 'try-on', '{}', 'another-model', 'a kite', 'v1',
                                   2, 'ACTIONS', 'AUTO', gen_random_uuid(), 'CAPTURED', now(), now(), 'COMPLETED', now(),
                                   now()
                            from generate_series(1, 5000)
                            returning id, user_id
                        ), queue_elsewhere as (
                            insert into queue (name) values ('elsewhere') on conflict do nothing
                        ), tasks as (
                            insert into task (job_id, queue, user_id, tag, run_limit)
                            select id, 'elsewhere', user_id, 0, 5 from many
                        ), attempts as (
                            insert into provider_attempt (id, job_id, number, provider, model, epoch)
                            select id, id, 1, 'noop', 'noop', 1 from many
                        )
                        insert into stored_object select :prefix || id, 'KEPT', now() from many
                        """).bind("prefix", "images/many/" + worker + "/").then();
    }

    /** Of this connection; a difference, because the statistics may include its earlier statements. */
    private Mono<Long> countRowsRead() {
        return database.sql("select sum(seq_tup_read + idx_tup_fetch)::bigint from pg_stat_xact_user_tables"
                        + " where relname in ('job', 'task', 'provider_attempt', 'stored_object')")
                .mapValue(Long.class)
                .one();
    }

    @Test
    void movesOnlyAJobWhoseLeaseHoldsToAnotherRoute() {
        TestJob job = insertRunningJob(2);
        ProviderModelRoute next = new ProviderModelRoute("noop", "noop", 0, Map.of(), Map.of());
        run("insert into queue (name) values (:name) on conflict do nothing", "name", "noop");

        assertThat(transitions.rerouteJob(lease(job, 1), 1, next).block(LIMIT)).isFalse();
        assertThat(value("select route from job where id = :id", job.id())).isEqualTo("0");

        assertThat(transitions.rerouteJob(lease(job, 2), 1, next).block(LIMIT)).isTrue();
        assertThat(value("select route from job where id = :id", job.id())).isEqualTo("1");
        assertThat(value(
                        "select queue || ' ' || epoch || ' ' || (leased_by is null) from task where job_id = :id",
                        job.id()))
                .isEqualTo("noop 3 true");
    }

    @Test
    void beginsTheRunOfAJobThatNoProviderWasCalledForOnItsNextRoute() {
        assertThat(timesAfterReroute(insertRunningJob(1))).isEqualTo("true true");

        TestJob called = insertRunningJob(1);
        run(
                "insert into provider_attempt (id, job_id, number, provider, model, epoch)"
                        + " values (gen_random_uuid(), cast(:job as uuid), 1, 'kie', 'm', 1)",
                "job",
                called.id().toString());
        assertThat(timesAfterReroute(called)).isEqualTo("false false");
    }

    /** Whether it is as if never started, and whether it fails only when it has waited for too long. */
    private String timesAfterReroute(TestJob job) {
        run("insert into queue (name) values (:name) on conflict do nothing", "name", "noop");
        change("update job set started_at = now(), deadline_at = now() + interval '1 minute' where id = :id", job.id());
        transitions
                .rerouteJob(lease(job, 1), 1, new ProviderModelRoute("noop", "noop", 0, Map.of(), Map.of()))
                .block(LIMIT);
        return value(
                "select (started_at is null) || ' ' || (deadline_at = wait_until) from job where id = :id", job.id());
    }

    private List<ClaimedJob> claim(int slots) {
        return transitions
                .claimJobs(new JobClaim(queue, worker, slots, true, false))
                .block(LIMIT);
    }

    private TestJob insertWaitingJob(String status) {
        TestJob job = insertJob(status, JobHoldState.PLACED);
        run("insert into queue (name) values (:name) on conflict do nothing", "name", queue);
        database.sql("""
                        insert into task (job_id, queue, user_id, tag, run_limit)
                        values (:job, :queue, :user, 0, 5)
                        """)
                .bind("job", job.id())
                .bind("queue", queue)
                .bind("user", job.user().value())
                .then()
                .block(LIMIT);
        return job;
    }

    @Test
    void endsOnlyTheJobsWhoseLeasesHold() {
        List<TestJob> held =
                IntStream.range(0, 20).mapToObj(number -> insertRunningJob(1)).toList();
        List<TestJob> lost =
                IntStream.range(0, 20).mapToObj(number -> insertRunningJob(2)).toList();

        List<UUID> ended = Flux.fromStream(Stream.concat(held.stream(), lost.stream()))
                .flatMap(
                        job -> transitions.endJob(
                                JobEnding.failedUnderLease(lease(job, 1), JobErrorCode.PROVIDER_FAILED)),
                        40)
                .map(Job::id)
                .collectList()
                .block(LIMIT);

        assertThat(ended)
                .containsExactlyInAnyOrderElementsOf(
                        held.stream().map(TestJob::id).toList());
        assertThat(count("select count(*) from job where id = any(:ids) and hold_state = 'RELEASING'", held))
                .isEqualTo(20);
        assertThat(count("select count(*) from task where job_id = any(:ids)", held))
                .isZero();
        assertThat(count("select count(*) from job where id = any(:ids) and status = 'PROCESSING'", lost))
                .isEqualTo(20);
        assertThat(count("select count(*) from task where job_id = any(:ids)", lost))
                .isEqualTo(20);
    }

    @Test
    void completesAJobWithItsImageAndItsCall() {
        TestJob job = insertRunningJob(1);
        StoredImage image = insertFiles(job);

        Job completed =
                transitions.endJob(JobEnding.completed(lease(job, 1), image)).block(LIMIT);

        assertThat(completed.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(completed.payment().state()).isEqualTo(JobHoldState.CAPTURING);
        assertThat(value("select sha256 from image where job_id = :id", job.id()))
                .isEqualTo(image.sha256());
        assertThat(value("select state from provider_attempt where job_id = :id", job.id()))
                .isEqualTo("SUCCEEDED");
        assertThat(statesOf(image)).containsOnly("KEPT");
        assertThat(transitions.endJob(JobEnding.completed(lease(job, 1), image)).block(LIMIT))
                .isNull();
    }

    @Test
    void doesNotCompleteAJobWhoseFilesAreGone() {
        TestJob job = insertRunningJob(1);
        StoredImage image = insertFiles(job);
        run("update stored_object set state = 'DISCARDED' where object_key = :key", "key", fileOf(image));

        assertThat(transitions.endJob(JobEnding.completed(lease(job, 1), image)).block(LIMIT))
                .isNull();

        assertThat(value("select status from job where id = :id", job.id())).isEqualTo("PROCESSING");
        assertThat(value("select count(*) from image where job_id = :id", job.id()))
                .isEqualTo("0");
    }

    /** The task is committed while the statement that ends the job waits for the job's row. */
    @Test
    void leavesNoTaskOfAJobThatEndsWhileItIsQueued() {
        TestJob job = insertJob("PENDING", JobHoldState.ASKED);
        TestJob neighbour = insertJob("PENDING", JobHoldState.ASKED);
        Sinks.Empty<Void> answered = Sinks.empty();
        Sinks.Empty<Void> commit = Sinks.empty();
        Mono<Void> answering = transactions.runInTransaction(transitions
                .applyAnswers(List.of(answer(job, HoldAnswerKind.PLACED)))
                .doOnNext(done -> answered.tryEmitEmpty())
                .then(commit.asMono()));

        Long ended = Mono.zip(
                        answering.thenReturn(true),
                        answered.asMono()
                                .thenMany(transitions.endJobs(
                                        List.of(JobEnding.erased(job.id()), JobEnding.erased(neighbour.id()))))
                                .count(),
                        answered.asMono()
                                .then(untilAStatementWaitsForALock())
                                .doOnSuccess(waits -> commit.tryEmitEmpty())
                                .thenReturn(true))
                .map(Tuple3::getT2)
                .block(LIMIT);

        assertThat(ended).isEqualTo(2);
        assertThat(value("select status from job where id = :id", job.id())).isEqualTo("CANCELLED");
        assertThat(value("select count(*) from task where job_id = :id", job.id()))
                .isEqualTo("0");
    }

    @Test
    void takesAKeyOnceIfTwoProcessesAdmitItAtOnce() {
        UserId user = aUser();
        NewJobRow first = newJob(user, insertUpload(user));
        NewJobRow second = newJob(user, first.work().inputs().getFirst(), first.key());

        List<AdmissionResult> results = admitWhileOneIsOpen(
                first,
                Mono.defer(() -> admissions.admitJobs(List.of(second))).map(admitted -> admitted.get(user.value())));

        assertThat(results.getFirst()).isInstanceOf(AdmissionResult.Admitted.class);
        assertThat(results.getLast()).isInstanceOf(AdmissionResult.KeyTaken.class);
    }

    @Test
    void keepsAnUploadThatIsBeingReserved() {
        UserId user = aUser();
        UUID upload = insertUpload(user);

        StepVerifier.create(Mono.fromCallable(() -> admitWhileOneIsOpen(
                                newJob(user, upload),
                                uploads.deleteUpload(user, upload).thenReturn(new AdmissionResult.KeyTaken())))
                        .subscribeOn(Schedulers.boundedElastic()))
                .expectError(UploadException.UploadInUseException.class)
                .verify(LIMIT);
        assertThat(value("select count(*) from upload where id = :id", upload)).isEqualTo("1");
    }

    /** Runs the other work until it waits for the admission's locks, and then commits the admission. */
    private List<AdmissionResult> admitWhileOneIsOpen(NewJobRow job, Mono<? extends AdmissionResult> other) {
        Sinks.Empty<Void> written = Sinks.empty();
        Sinks.Empty<Void> commit = Sinks.empty();
        Mono<AdmissionResult> admitting = transactions.runInTransaction(admissions
                .admitJobs(List.of(job))
                .map(admitted -> admitted.get(job.user().value()))
                .doOnNext(done -> written.tryEmitEmpty())
                .delayUntil(done -> commit.asMono()));
        return Mono.zip(
                        admitting,
                        written.asMono().then(other),
                        written.asMono()
                                .then(untilAStatementWaitsForALock())
                                .doOnSuccess(waits -> commit.tryEmitEmpty())
                                .thenReturn(true))
                .map(all -> List.<AdmissionResult>of(all.getT1(), all.getT2()))
                .block(LIMIT);
    }

    private Mono<Void> untilAStatementWaitsForALock() {
        return Mono.defer(() -> database.sql("select count(*) from pg_stat_activity"
                                + " where datname = current_database() and wait_event_type = 'Lock'")
                        .mapValue(Long.class)
                        .one())
                .repeatWhen(again -> again.delayElements(Duration.ofMillis(10)))
                .takeUntil(waiting -> waiting > 0)
                .then();
    }

    /** Statements that change the same jobs at once wait for each other. */
    @Test
    void neitherDeadlocksNorEndsAJobTwice() {
        List<TestJob> jobs =
                IntStream.range(0, 60).mapToObj(number -> insertRunningJob(1)).toList();
        List<JobEnding> erased =
                jobs.reversed().stream().map(job -> JobEnding.erased(job.id())).toList();

        List<UUID> ended = Flux.merge(
                        Flux.fromIterable(jobs)
                                .flatMap(job -> transitions.endJob(JobEnding.cancelledUnderLease(lease(job, 1))), 60),
                        transitions.endJobs(erased),
                        transitions.endJobs(erased))
                .map(Job::id)
                .collectList()
                .block(LIMIT);

        assertThat(ended)
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(TestJob::id).toList());
    }

    /** The function writes the JSON that the records of the contracts are. */
    @Test
    void writesTheCommandsOfTheContracts() {
        Set<Source> sources = Arrays.stream(Source.values())
                .filter(source -> source != Source.UNKNOWN)
                .collect(Collectors.toSet());
        for (PriceUnit unit : List.of(PriceUnit.ACTIONS, PriceUnit.ENERGY, PriceUnit.DIAMONDS)) {
            for (Funding funding : Funding.values()) {
                for (Source expected : sources) {
                    TestJob job = insertJob("PENDING", JobHoldState.ASKED, unit, funding, expected);
                    assertThat(commandOf(job, PlaceHold.class))
                            .isEqualTo(new PlaceHold(
                                    job.hold(), job.user(), unit, 2, funding, "try-on", expected, EXPIRES));
                }
            }
        }
        TestJob open = insertJob("PENDING", JobHoldState.ASKED, PriceUnit.ACTIONS, Funding.AUTO, null);
        assertThat(commandOf(open, PlaceHold.class).expectedSource()).isNull();
        TestJob made = insertJob("COMPLETED", JobHoldState.CAPTURING);
        assertThat(commandOf(made, CaptureHold.class)).isEqualTo(new CaptureHold(made.hold(), made.user(), 2));
        TestJob failed = insertJob("FAILED", JobHoldState.RELEASING);
        assertThat(commandOf(failed, ReleaseHold.class))
                .isEqualTo(new ReleaseHold(failed.hold(), failed.user(), "released"));
    }

    @Test
    void writesTheJobChangedOfTheContracts() {
        TestJob job = insertJob("FAILED", JobHoldState.RELEASING);

        JobChanged changed = EVENTS.readValue(
                value("select job_changed(job, 7) from job where id = :id", job.id()), JobChanged.class);

        assertThat(changed)
                .isEqualTo(new JobChanged(
                        job.user(),
                        job.id(),
                        "try-on",
                        JobStatus.FAILED,
                        1,
                        "PROVIDER_FAILED",
                        7,
                        null,
                        changed.occurredAt()));
        assertThat(changed.occurredAt())
                .isBetween(
                        Instant.now().minus(Duration.ofMinutes(5)),
                        Instant.now().plus(Duration.ofMinutes(5)));
        assertThat(EVENTS.readValue(
                                value("select job_changed(job, null) from job where id = :id", job.id()),
                                JobChanged.class)
                        .queuePosition())
                .isNull();
    }

    private <E extends AtelierEvent> E commandOf(TestJob job, Class<E> type) {
        return EVENTS.readValue(value("select (hold_command(job)).payload from job where id = :id", job.id()), type);
    }

    private static HoldAnswer answer(TestJob job, HoldAnswerKind kind) {
        boolean declined = kind == HoldAnswerKind.DECLINED || kind == HoldAnswerKind.RELEASED;
        return new HoldAnswer(
                job.user(),
                job.hold(),
                kind,
                kind == HoldAnswerKind.PLACED ? Source.FREE : null,
                declined ? new JobPaymentDecline(DeclineReason.INSUFFICIENT_FUNDS, 2, 0, List.of()) : null,
                null);
    }

    private static String statusOf(JobHoldState state) {
        return switch (state) {
            case ASKED, PLACED -> "PENDING";
            case CAPTURING, CAPTURED, LOST -> "COMPLETED";
            case DECLINED, RELEASING, RELEASED -> "FAILED";
        };
    }

    private TaskLease lease(TestJob job, long epoch) {
        return new TaskLease(job.id(), "kie", job.user(), epoch, Instant.EPOCH, null, false);
    }

    private TestJob insertRunningJob(long epoch) {
        TestJob job = insertJob("PROCESSING", JobHoldState.PLACED);
        database.sql("""
                        with served as (
                            insert into queue (name) values ('kie') on conflict do nothing
                        )
                        insert into task (job_id, queue, user_id, tag, run_limit, leased_by, lease_until, epoch)
                        values (:job, 'kie', :user, 0, 5, :worker, now() + interval '1 minute', :epoch)
                        """)
                .bind("job", job.id())
                .bind("user", job.user().value())
                .bind("worker", worker)
                .bind("epoch", epoch)
                .then()
                .block(LIMIT);
        return job;
    }

    private TestJob insertJob(String status, JobHoldState state) {
        return insertJob(status, state, PriceUnit.ACTIONS, Funding.AUTO, null);
    }

    private TestJob insertJob(
            String status, JobHoldState state, PriceUnit unit, Funding funding, @Nullable Source expected) {
        return insertJob(aUser(), status, state, unit, funding, expected);
    }

    private TestJob insertJob(
            UserId user,
            String status,
            JobHoldState state,
            PriceUnit unit,
            Funding funding,
            @Nullable Source expected) {
        TestJob job = new TestJob(UuidV7Generator.nextUuid(), user, UuidV7Generator.nextUuid());
        database.sql("""
                        insert into job (
                            id, user_id, operation, parameters, model, prompt, prompt_version, price, unit, funding,
                            expected_source, hold_id, hold_state, hold_expires_at, wait_until, status, error_code,
                            started_at, finished_at)
                        values (
                            :id, :user, 'try-on', '{}', 'nano-banana-2', 'a kite', 'v1', 2, :unit, :funding,
                            cast(:expected as text), :hold, :state, :expires, now() + interval '1 hour', :status,
                            case :status when 'FAILED' then 'PROVIDER_FAILED' end,
                            case when :status <> 'PENDING' then now() end,
                            case when :status in ('COMPLETED', 'FAILED') then now() end)
                        """)
                .bind("id", job.id())
                .bind("user", job.user().value())
                .bind("unit", unit.name())
                .bind("funding", funding.name())
                .bind(
                        "expected",
                        io.r2dbc.spi.Parameters.in(
                                io.r2dbc.spi.R2dbcType.VARCHAR, expected == null ? null : expected.name()))
                .bind("hold", job.hold())
                .bind("state", state.name())
                .bind("expires", EXPIRES)
                .bind("status", status)
                .then()
                .block(LIMIT);
        return job;
    }

    private StoredImage insertFiles(TestJob job) {
        StoredImage image = new StoredImage(
                UuidV7Generator.nextUuid(),
                job.id(),
                job.user(),
                "image/png",
                8,
                8,
                100,
                "a".repeat(64),
                "b".repeat(64),
                false);
        image.files().stream()
                .map(StoredObjectKey::toString)
                .forEach(key -> run(
                        "insert into stored_object values (:key, 'EXPECTED', now() + interval '1 day')", "key", key));
        database.sql("""
                        insert into provider_attempt (id, job_id, number, provider, model, epoch)
                        values (:id, :job, 1, 'kie', 'nano-banana-2', 1)
                        """).bind("id", image.id()).bind("job", job.id()).then().block(LIMIT);
        return image;
    }

    private static String fileOf(StoredImage image) {
        return image.files().getFirst().toString();
    }

    private List<String> statesOf(StoredImage image) {
        return database.sql("select state from stored_object where object_key like :key")
                .bind("key", "%" + image.id() + "%")
                .mapValue(String.class)
                .all()
                .collectList()
                .block(LIMIT);
    }

    private void run(String sql, String name, String text) {
        database.sql(sql).bind(name, text).then().block(LIMIT);
    }

    private long count(String sql, List<TestJob> jobs) {
        return database.sql(sql)
                .bind("ids", jobs.stream().map(TestJob::id).toArray(UUID[]::new))
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
    }

    private record TestJob(UUID id, UserId user, UUID hold) {}
}
