package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.provider.ModelProperties;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.support.KieStub;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.work.BackgroundWork;
import tools.jackson.databind.JsonNode;

class WorkIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private StoredJobQueries jobs;

    @Autowired
    private JobTransitions transitions;

    @Autowired
    private JobQueues queues;

    @Autowired
    private BackgroundWork jobQueueWorker;

    @Autowired
    private ProviderAttempts attempts;

    @Autowired
    private ModelCatalogue catalogue;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private TransactionalOutbox outbox;

    @Autowired
    private RecordProviderCall bookCall;

    @Autowired
    private ProviderRegistry providers;

    @Autowired
    private GenerationSignals signals;

    @Test
    void finishesByPollingWhenNoCallbackComes() {
        Submitted job = submitted(aUserWith(2));

        awaitStatus(job, "COMPLETED");

        assertThat(KIE.creates).hasSize(1);
        assertThat(KIE.creates.get(0).path("input").path("image_input").size()).isEqualTo(2);
        awaitHold(job.id(), "captured");
    }

    @Test
    void takesACallbackTwiceForOnce() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(KIE.creates::size, count -> count == 1);
        KieStub.Task task = await(() -> KIE.taskOfCreate(0), found -> found != null);
        KIE.settle(task, KieStub.Outcome.success());

        assertThat(KIE.callBack(task, service())).isEqualTo(204);
        assertThat(KIE.callBack(task, service())).isEqualTo(204);

        awaitStatus(job, "COMPLETED");
        awaitHold(job.id(), "captured");
        assertThat(KIE.callBack(task, service())).as("also after the end").isEqualTo(204);
        assertThat(billing.count(holdOf(job.id()), CaptureHold.class)).isEqualTo(1);
        assertThat(value("select reported_credits from provider_attempt where job_id = :id", job.id()))
                .isEqualTo("8");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void believesNoForgedOldOrForeignCallback(CapturedOutput output) {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(KIE.creates::size, count -> count == 1);
        KieStub.Task task = KIE.taskOfCreate(0);
        long now = Instant.now().getEpochSecond();

        assertThat(KIE.callBack(task, service(), "another_key_of_some_length", now))
                .isEqualTo(401);
        assertThat(KIE.callBack(task, service(), KieStub.WEBHOOK_KEY, now - 3600))
                .isEqualTo(401);
        assertThat(KIE.callBack(task, service(), KieStub.WEBHOOK_KEY, now + 3600))
                .isEqualTo(401);
        assertThat(value("select callback_at from provider_attempt where job_id = :id", job.id()))
                .isEqualTo("null");
        assertThat(output.getOut().lines().filter(line -> line.contains("A callback that kie did not sign")))
                .hasSize(3)
                .noneMatch(line -> line.contains(task.id));
        KIE.settle(task, KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void completesNothingOnTheWordOfACallbackAlone() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(KIE.creates::size, count -> count == 1);
        KieStub.Task task = KIE.taskOfCreate(0);
        int looks = KIE.looks();

        assertThat(KIE.callBack(task, service())).isEqualTo(204);

        await(KIE::looks, count -> count > looks);
        assertThat(job(job).path("status").asString()).isEqualTo("PROCESSING");
        KIE.settle(task, KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void triesAgainWhatWasOnlyBusy() {
        KIE.nextCreates.add(KieStub.Answer.code(429));
        KIE.nextCreates.add(new KieStub.Answer(503, "<html>busy</html>"));

        Submitted job = submitted(aUserWith(2));

        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates).hasSize(3);
        awaitHold(job.id(), "captured");
    }

    @Test
    void neverCallsMoreOftenThanPermitted() {
        for (int i = 0; i < 6; i++) {
            KIE.nextCreates.add(KieStub.Answer.code(500));
        }

        Submitted job = submitted(aUserWith(2));

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("PROVIDER_FAILED");
        assertThat(KIE.creates).hasSize(3);
        awaitHold(job.id(), "released");
    }

    @Test
    void givesUpAtOnceWhatTheProviderRefuses() {
        KIE.nextCreates.add(KieStub.Answer.code(422));
        UserId user = aUserWith(2);

        Submitted job = submitted(user);

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("PROVIDER_REFUSED");
        assertThat(KIE.creates).hasSize(1);
        awaitHold(job.id(), "released");
        assertThat(billing.left(user)).isEqualTo(2);
    }

    @Test
    void countsAPictureThatCannotBeDecodedAsTheProvidersFailure() {
        KIE.outcome = () -> KieStub.Outcome.bytes("no picture".getBytes(StandardCharsets.UTF_8), "image/png");

        Submitted job = submitted(aUserWith(2));

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("PROVIDER_FAILED");
        assertThat(KIE.creates).hasSize(2);
        awaitHold(job.id(), "released");
    }

    @Test
    void fetchesNothingFromPrivateAddresses() {
        KIE.outcome = () -> KieStub.Outcome.at("https://127.0.0.1:9/secret.png");

        Submitted job = submitted(aUserWith(2));

        awaitStatus(job, "FAILED");
        assertThat(value("select error_code from provider_attempt where job_id = :id and number = 1", job.id()))
                .isEqualTo("fetch_private_address");
        awaitHold(job.id(), "released");
    }

    @Test
    void findsTheTaskByItsCallbackWhenTheAnswerWasLost() {
        KIE.outcome = KieStub.Outcome::success;
        KIE.nextCreates.add(KieStub.Answer.lost());
        Submitted job = submitted(aUserWith(2));
        await(KIE.creates::size, count -> count == 1);
        KieStub.Task task = await(() -> KIE.taskOfCreate(0), found -> found != null);

        assertThat(KIE.callBack(task, service())).isEqualTo(204);

        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates).hasSize(1);
    }

    @Test
    void createsASecondTaskOnlyAfterATypicalDurationWithoutAnswer() {
        KIE.nextCreates.add(KieStub.Answer.lost());
        Submitted job = submitted(aUserWith(2));

        awaitStatus(job, "COMPLETED");

        assertThat(KIE.creates).hasSize(2);
        assertThat(value(
                        "select extract(epoch from max(created_at) - min(created_at)) >= 0.4"
                                + " from provider_attempt where job_id = :id",
                        job.id()))
                .isEqualTo("true");
    }

    @Test
    void resumesTheTaskOfAWorkerThatDiedWithoutPayingForASecond() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        String epoch = value("select epoch from task where job_id = :id", job.id());

        leaseToSilentWorker(job.id());
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());

        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates).hasSize(1);
        awaitHold(job.id(), "captured");
        assertThat(epoch).isEqualTo("1");
    }

    @Test
    void leavesTheCallToWhoeverHasTheJobNextWhenItsLeaseIsLost() {
        KIE.outcome = KieStub.Outcome::never;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        TaskLease stale = new TaskLease(job.id(), "kie", user, 0, Instant.now(), null, false);

        try (GenerationSignals.SignalWaiter waiter = signals.listenTo(GenerationSignal.runningJobChanged(job.id()))) {
            Job found = jobs.findJob(job.id()).block(LIMIT);
            JobRun run = new JobRun(
                    new WorkerHeldTask(new ClaimedJob(stale, found, false)),
                    found,
                    route(),
                    providers.requireProvider("kie"),
                    waiter,
                    progressed -> {},
                    new AtomicBoolean());

            assertThat(bookCall.handle(run, new JobRunStep.RecordCallStep(List.of()))
                            .block(LIMIT))
                    .isEqualTo(new JobRunStep.PutBackTaskStep(Duration.ZERO));
        }
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void failsAJobWhoseModelIsGoneFromTheConfiguration() {
        queues.pauseQueue("kie", "TEST", null).block(LIMIT);
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        database.sql("update job set model = 'gone' where id = :id")
                .bind("id", job.id())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);

        queues.resumeQueue("kie").block(LIMIT);

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("INTERNAL_ERROR");
        awaitHold(job.id(), "released");
        assertThat(billing.left(user)).isEqualTo(2);
    }

    @Test
    void makesNoCallAfterItsLeaseRanOutUnnoticed() {
        KIE.outcome = KieStub.Outcome::never;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        queues.pauseQueue("kie", "TEST", null).block(LIMIT);
        try {
            leaseToSilentWorker(job.id());
            long epoch = Long.parseLong(value("select epoch from task where job_id = :id", job.id()));

            assertThat(attempts.insertAttempt(job.id(), epoch, route(), false, 99)
                            .blockOptional(LIMIT))
                    .isEmpty();
        } finally {
            queues.resumeQueue("kie").block(LIMIT);
        }
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void refusesWritesOfAWorkerThatHasLostItsLease() {
        KIE.outcome = KieStub.Outcome::never;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        TaskLease stale = new TaskLease(job.id(), "kie", user, 0, Instant.now(), null, false);
        StoredImage picture =
                new StoredImage(UUID.randomUUID(), job.id(), user, "image/png", 1, 1, 1, "00", "00", false);

        assertThat(Stream.of(
                        JobEnding.completed(stale, picture),
                        JobEnding.failedUnderLease(stale, JobErrorCode.PROVIDER_FAILED),
                        JobEnding.cancelledUnderLease(stale)))
                .allSatisfy(ending -> assertThat(transitions.endJob(ending).blockOptional(LIMIT))
                        .isEmpty());

        assertThat(job(job).path("status").asString()).isEqualTo("PROCESSING");
        assertThat(value("select hold_state from job where id = :id", job.id())).isEqualTo("PLACED");
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void cancelsWhatWaitsAndChargesNothing() {
        queues.pauseQueue("kie", "TEST", null).block(LIMIT);
        try {
            UserId user = aUserWith(2);
            Submitted job = submitted(user);
            assertThat(job(job).path("queuePosition").asInt()).isEqualTo(1);

            Answer answer = post(user, aKey(), "/api/v1/generations/" + job.id() + "/cancel", "");

            assertThat(answer.body().path("outcome").asString()).isEqualTo("CANCELLED");
            assertThat(answer.body().path("job").path("status").asString()).isEqualTo("CANCELLED");
            awaitHold(job.id(), "released");
            assertThat(billing.left(user)).isEqualTo(2);
            assertThat(post(user, aKey(), "/api/v1/generations/" + job.id() + "/cancel", "")
                            .body()
                            .path("outcome")
                            .asString())
                    .isEqualTo("CANCELLED");
        } finally {
            queues.resumeQueue("kie").block(LIMIT);
        }
    }

    @Test
    void isTooLateToCancelWhatTheProviderMakes() {
        KIE.outcome = KieStub.Outcome::never;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);

        Answer answer = post(user, aKey(), "/api/v1/generations/" + job.id() + "/cancel", "");

        assertThat(answer.body().path("outcome").asString()).isEqualTo("TOO_LATE");
        assertThat(answer.body().path("job").path("cancelRequested").asBoolean())
                .isTrue();
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
        awaitHold(job.id(), "captured");
        assertThat(post(user, aKey(), "/api/v1/generations/" + job.id() + "/cancel", "")
                        .body()
                        .path("outcome")
                        .asString())
                .isEqualTo("ALREADY_FINISHED");
    }

    @Test
    void givesUpAtTheDeadlineAndNotesALateSuccess() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        KieStub.Task task = KIE.taskOfCreate(0);

        database.sql("update job set deadline_at = now() where id = :id")
                .bind("id", job.id())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("DEADLINE_EXCEEDED");
        awaitHold(job.id(), "released");
        assertThat(KIE.callBack(task, service())).isEqualTo(204);
        assertThat(billing.count(holdOf(job.id()), CaptureHold.class)).isZero();
        assertThat(value("select callback_at is not null from provider_attempt where job_id = :id", job.id()))
                .isEqualTo("true");
    }

    @Test
    void triesAFailedJobAgainAsANewOne() {
        KIE.nextCreates.add(KieStub.Answer.code(422));
        UserId user = aUserWith(2);
        Submitted failed = submitted(user);
        awaitStatus(failed, "FAILED");
        awaitHold(failed.id(), "released");

        String key = aKey();
        Answer answer = post(user, key, "/api/v1/generations/" + failed.id() + "/retry", "");
        Answer repeated = post(user, key, "/api/v1/generations/" + failed.id() + "/retry", "");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.id()).isNotEqualTo(failed.id().toString());
        assertThat(repeated.id()).isEqualTo(answer.id());
        assertThat(repeated.replayed()).isTrue();
        Submitted job = new Submitted(user, UUID.fromString(answer.id()));
        awaitStatus(job, "COMPLETED");
        assertThat(post(user, aKey(), "/api/v1/generations/" + job.id() + "/retry", "")
                        .code())
                .isEqualTo("JOB_NOT_RETRYABLE");
    }

    @Test
    void takesAFinishedJobOffTheList() {
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        awaitStatus(job, "COMPLETED");
        String status = "/api/v1/generations/" + job.id() + "/status";
        await(() -> get(user, status).body().path("status").asString(""), "COMPLETED"::equals);

        assertThat(delete(user, job.id())).isEqualTo(204);

        assertThat(get(user, "/api/v1/generations").body().path("items").size()).isZero();
        await(() -> get(user, status).status(), code -> code == 404);
        assertThat(delete(user, job.id())).isEqualTo(404);
    }

    private ModelProperties.ProviderModelRoute route() {
        return catalogue
                .readModels()
                .block(LIMIT)
                .firstRoute("nano-banana-2")
                .orElseThrow()
                .route();
    }

    private int delete(UserId user, UUID jobId) {
        return http.delete()
                .uri("/api/v1/generations/" + jobId)
                .header("Authorization", bearer(user))
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    @Test
    void showsTheQueuesToOperatorsOnly() {
        Answer queues = get(aUser(), "/api/v1/admin/generation/queues", "ADMIN");

        assertThat(queues.status()).as(queues.toString()).isEqualTo(200);
        assertThat(queues.body().path("queues").path(0).path("name").asString()).isEqualTo("kie");
        assertThat(queues.body().path("queues").path(0).path("slots").asInt()).isEqualTo(5);
        assertThat(get(aUser(), "/api/v1/admin/generation/queues").status()).isEqualTo(403);
    }

    @Test
    void asksForTheReleaseUntilItIsAnswered() {
        KIE.nextCreates.add(KieStub.Answer.code(422));
        billing.silent = false;
        Submitted job = submitted(aUserWith(2));
        billing.silent = true;
        awaitStatus(job, "FAILED");
        UUID hold = holdOf(job.id());
        await(() -> billing.count(hold, ReleaseHold.class), count -> count >= 1);

        billing.silent = false;
        database.sql("update job set ask_again_at = now() where id = :id")
                .bind("id", job.id())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);

        awaitHold(job.id(), "released");
    }

    @Test
    void publishesNoPromptInItsEvents() {
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "COMPLETED");

        List<String> commands = billing.commands.stream().map(Object::toString).toList();

        assertThat(commands).noneMatch(command -> command.contains("garment"));
    }

    @Test
    void restsTheQueueWhenTheProviderRefusesOurAccount() {
        KIE.nextCreates.add(KieStub.Answer.code(401));
        Submitted job = submitted(aUserWith(2));

        JsonNode failed = awaitStatus(job, "FAILED");

        try {
            assertThat(failed.path("error").path("code").asString()).isEqualTo("PROVIDER_UNAVAILABLE");
            assertThat(queues.findQueueState("kie").block(LIMIT))
                    .matches(JobQueues.JobQueueState::paused)
                    .extracting(JobQueues.JobQueueState::pauseReason)
                    .isEqualTo("ACCOUNT_TROUBLE");
            awaitHold(job.id(), "released");
        } finally {
            queues.resumeQueue("kie").block(LIMIT);
        }
    }

    @Test
    void restsTheQueueWhenTheDaysMoneyIsSpent() {
        spent("kie", 10_000_000_000L);
        Submitted job = submitted(aUserWith(2));
        try {
            await(() -> queues.findQueueState("kie").block(LIMIT), JobQueues.JobQueueState::paused);

            assertThat(KIE.creates).isEmpty();
            assertThat(queues.findQueueState("kie").block(LIMIT).pauseReason()).isEqualTo("SPENDING_CAP");
        } finally {
            spent("kie", 0);
            queues.resumeQueue("kie").block(LIMIT);
        }
        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates).hasSize(1);
    }

    @Test
    void endsAFreeJobAtOnceWhenTheDaysMoneyForFreeOnesIsSpent() {
        spent(ProviderBudgets.FREE_QUOTA, 10_000_000_000L);
        try {
            UserId user = aUserWith(2);
            Submitted job = submitted(user);

            JsonNode failed = awaitStatus(job, "FAILED");

            assertThat(failed.path("error").path("code").asString()).isEqualTo("FREE_PICTURES_SPENT");
            assertThat(KIE.uploads).as("photos that travelled").isEmpty();
            assertThat(queues.findQueueState("kie").block(LIMIT).paused()).isFalse();
            awaitHold(job.id(), "released");
            assertThat(billing.left(user)).isEqualTo(2);
        } finally {
            spent(ProviderBudgets.FREE_QUOTA, 0);
        }
    }

    private void spent(String budget, long microUsd) {
        database.sql("insert into spending (budget, day, micro_usd)"
                        + " values (:budget, (now() at time zone 'UTC')::date, :amount)"
                        + " on conflict (budget, day) do update set micro_usd = excluded.micro_usd")
                .bind("budget", budget)
                .bind("amount", microUsd)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    @Test
    void endsEachJobOnceHoweverCancellingAndClaimingRace() {
        UserId user = aUserWith(40);
        String body = tryOn(user);
        List<Submitted> jobs = IntStream.range(0, 20)
                .mapToObj(number -> submit(user, aKey(), body))
                .map(answer -> new Submitted(user, UUID.fromString(answer.id())))
                .toList();

        jobs.parallelStream().forEach(job -> post(user, aKey(), "/api/v1/generations/" + job.id() + "/cancel", ""));

        long charged = 0;
        for (Submitted job : jobs) {
            String end = await(
                    () -> job(job).path("status").asString(),
                    status -> status.equals("COMPLETED") || status.equals("CANCELLED"));
            awaitHold(job.id(), end.equals("COMPLETED") ? "captured" : "released");
            charged += end.equals("COMPLETED") ? 2 : 0;
        }
        assertThat(billing.left(user)).isEqualTo(40 - charged);
        assertThat(KIE.creates).hasSize((int) charged / 2);
    }

    @Test
    void forgetsAPersonInTheMiddleOfAJobWithoutACharge() {
        KIE.outcome = KieStub.Outcome::never;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);

        transactions
                .runInTransaction(outbox.appendEvent(new UserErased(user, Instant.now())))
                .block(LIMIT);

        await(() -> value("select status from job where id = :id", job.id()), "CANCELLED"::equals);
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitHold(job.id(), "released");
        assertThat(value("select parameters::text from job where id = :id", job.id()))
                .isEqualTo("{}");
        assertThat(get(user, "/api/v1/generations/" + job.id()).status()).isEqualTo(404);
        await(() -> get(user, "/api/v1/generations/" + job.id() + "/status").status(), code -> code == 404);
    }

    @Test
    void leavesItsTasksToOthersWhenItStops() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job = submitted(aUserWith(2));
        await(() -> value("select state from provider_attempt where job_id = :id", job.id()), "ACCEPTED"::equals);
        CountDownLatch stopped = new CountDownLatch(1);

        jobQueueWorker.stop(stopped::countDown);

        await(stopped::getCount, count -> count == 0);
        assertThat(value("select leased_by from task where job_id = :id", job.id()))
                .isEqualTo("null");
        jobQueueWorker.start();
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
        assertThat(KIE.creates).hasSize(1);
    }
}
