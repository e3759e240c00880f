package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.catalogue.ModelFixtures;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.input.JobInputPictures;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobFixtures;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.TypicalRunTimes;
import studio.atelier.generation.provider.CancelProviderWork;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempt.ProviderAttemptState;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderAttempts.BudgetSpentException;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderBudgets.SpentBudget;
import studio.atelier.generation.provider.ProviderCredits;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderFixtures;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.signal.SignalFixtures;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.TaskLease;

/** The failure paths of a run over mocks; {@code WorkIT} runs the same over PostgreSQL. */
class RunJobTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ImageProvider.FetchedPictureFile PICTURE =
            new ImageProvider.FetchedPictureFile(new byte[] {1}, "image/png");
    private static final ImageProvider.ProviderTaskStatus SUCCEEDED =
            new ImageProvider.ProviderTaskStatus.SucceededProviderTask("https://pictures.example/1");
    private static final Mono<ImageProvider.ImageRequestAnswer> MADE =
            Mono.just(new ImageProvider.ImageRequestAnswer.ImmediatelyMadeImage(PICTURE));
    private static final Mono<ImageProvider.ImageRequestAnswer> ACCEPTED =
            Mono.just(new ImageProvider.ImageRequestAnswer.AcceptedProviderTask("task-1"));

    private final Job job = JobFixtures.aJob().build();
    private final ImageProvider provider = mock();
    private final Queue<Mono<ImageProvider.ImageRequestAnswer>> answers = new ArrayDeque<>();
    private final List<ProviderAttempt> attempts = new ArrayList<>();
    private final AtomicInteger givenBack = new AtomicInteger();

    /** What the run did to the job, its task and its queue, in order. */
    private final List<String> effects = new ArrayList<>();

    /** The job as it was shown to its user when it had progressed. */
    private final List<Job> shown = new ArrayList<>();

    private final StoredJobQueries jobs = mock();
    private final JobTransitions transitions = mock();
    private final TypicalRunTimes timings = mock();
    private final ProviderAttempts attemptTable = mock();
    private final ProviderBudgets budgets = mock();
    private final ProviderBreakers breakers = mock();
    private final ModelCatalogue catalogue = mock();
    private final ProviderCredits credits = mock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private GenerationSignals.SignalWaiter waiter = SignalFixtures.elapsedWaiter();
    private WorkerHeldTask task = heldTask(1);

    @BeforeEach
    void letEverythingSucceed() {
        when(jobs.findJob(any())).thenReturn(Mono.just(job));
        when(timings.findTypicalRunTime(any())).thenReturn(Mono.just(Duration.ZERO));
        when(transitions.showStart(any())).thenReturn(Mono.empty());
        when(transitions.endJob(any())).thenAnswer(call -> endJob(call.getArgument(0)));
        when(transitions.rerouteJob(any(), anyInt(), any()))
                .thenAnswer(call -> effect("rerouted to " + call.getArgument(1), true));
        when(attemptTable.insertAttempt(any(), anyLong(), any(), anyBoolean(), anyInt()))
                .thenAnswer(call -> Mono.fromSupplier(() -> insertAttempt(call.getArgument(4))));
        when(attemptTable.listAttempts(any())).thenReturn(Flux.defer(() -> Flux.fromIterable(List.copyOf(attempts))));
        when(attemptTable.findAttempt(any())).thenReturn(Mono.fromSupplier(attempts::getLast));
        when(attemptTable.markAccepted(any(), anyString()))
                .thenAnswer(call -> change(ProviderAttemptState.ACCEPTED, call.getArgument(1)));
        when(attemptTable.markEnded(any(), any(), any())).thenAnswer(call -> change(call.getArgument(1), null));
        when(attemptTable.deleteUnmadeAttempt(any())).thenReturn(Mono.fromRunnable(attempts::removeLast));
        when(provider.prepareInputs(any(), any())).thenReturn(Mono.just(List.of()));
        when(provider.namesTasksLater()).thenReturn(true);
        when(provider.cancellableWork()).thenReturn(CancellableWork.NONE);
        when(provider.cancelWork(any(), any()))
                .thenAnswer(call -> effect("provider told to stop " + call.getArgument(1), true));
        when(provider.requestImage(any())).thenReturn(Mono.defer(answers::remove));
        when(provider.findTaskStatus(any())).thenReturn(Mono.just(SUCCEEDED));
        when(provider.fetchImage(any())).thenReturn(Mono.just(PICTURE));
        when(budgets.findExhaustedBudget(any(), anyBoolean())).thenReturn(Mono.empty());
        when(budgets.noteSpent(any())).thenReturn(Mono.empty());
        when(budgets.giveBack(any(), anyBoolean(), any())).thenReturn(Mono.fromRunnable(givenBack::incrementAndGet));
        when(breakers.isClosed(any())).thenReturn(true);
        when(breakers.guardCall(any(), any())).thenAnswer(call -> call.getArgument(1));
        offerRoutes("fake");
    }

    @Test
    void completesAJobWhoseImageIsMadeAtOnce() {
        assertThat(effectsOf(MADE)).containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.SUCCEEDED);
    }

    @Test
    void failsWhatTheProviderRefusesWithoutASecondCall() {
        assertThat(effectsOf(error(new ProviderException.Refused("policy")), MADE))
                .containsExactly("failed PROVIDER_REFUSED");
        assertThat(states()).containsExactly(ProviderAttemptState.REJECTED);
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void doesNotTryWithTheNextProviderWhatAPolicyForbids() {
        offerRoutes("fake", "fake");

        assertThat(effectsOf(error(new ProviderException.PolicyRefused("moderation")), MADE))
                .containsExactly("failed CONTENT_REFUSED");
        assertThat(states()).containsExactly(ProviderAttemptState.REJECTED);
    }

    @Test
    void leavesACallForEachOfTheRemainingRoutes() {
        offerRoutes("fake", "fake");
        Mono<ImageProvider.ImageRequestAnswer> broken = error(new ProviderException.Broken("500", null));

        assertThat(effectsOf(broken, broken, MADE)).containsExactly("rerouted to 1");
        assertThat(states()).containsExactly(ProviderAttemptState.REJECTED, ProviderAttemptState.REJECTED);
    }

    @Test
    void countsAndPaysAnAnswerWithoutAnImage() {
        Mono<ImageProvider.ImageRequestAnswer> empty = error(new ProviderException.NotMade("no_image", null));

        assertThat(effectsOf(empty, empty, MADE)).containsExactly("failed PROVIDER_FAILED");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED, ProviderAttemptState.FAILED);
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void callsAgainAtOnceIfNoCallbackCanNameALostTask() {
        when(provider.namesTasksLater()).thenReturn(false);
        when(timings.findTypicalRunTime(any())).thenReturn(Mono.just(Duration.ofDays(1)));

        assertThat(effectsOf(error(new ProviderException.Unanswered("reset", null)), MADE))
                .containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.UNKNOWN, ProviderAttemptState.SUCCEEDED);
    }

    @Test
    void triesAnImageThatWasWithheldOnceMoreAndThenFailsAsRefused() {
        when(provider.findTaskStatus(any()))
                .thenReturn(Mono.just(new ImageProvider.ProviderTaskStatus.FailedProviderTask(
                        new ProviderException.ImageWithheld("nsfw"))));

        assertThat(effectsOf(ACCEPTED, ACCEPTED, ACCEPTED)).containsExactly("failed CONTENT_REFUSED");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED, ProviderAttemptState.FAILED);
    }

    /** As Venice's blurred images, which come with the answer. */
    @Test
    void completesAJobWhoseImageIsWithheldOnceAndComesWithAnotherSeed() {
        assertThat(effectsOf(error(new ProviderException.ImageWithheld("blurred")), MADE))
                .containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED, ProviderAttemptState.SUCCEEDED);
    }

    @Test
    void failsAsRefusedAtOnceIfTheUserChoseTheSeedOfAnImageThatWasWithheld() {
        task = heldTask(1, JobFixtures.aJob().withSeed(42).build());

        assertThat(effectsOf(error(new ProviderException.ImageWithheld("blurred")), MADE))
                .containsExactly("failed CONTENT_REFUSED");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED);
    }

    @Test
    void failsAsRefusedAtOnceIfTheRouteFixesTheSeedOfAnImageThatWasWithheld() {
        when(catalogue.readModels())
                .thenReturn(Mono.just(ModelFixtures.modelOn(job.work().model(), Map.of("seed", 7), "fake")));

        assertThat(effectsOf(error(new ProviderException.ImageWithheld("blurred")), MADE))
                .containsExactly("failed CONTENT_REFUSED");
    }

    @Test
    void makesNoFurtherCallForAWithheldImageWhenTheCallsAreUsedUp() {
        Mono<ImageProvider.ImageRequestAnswer> busy = error(new ProviderException.Busy("503", null));

        assertThat(effectsOf(busy, busy, error(new ProviderException.ImageWithheld("blurred")), MADE))
                .containsExactly("failed CONTENT_REFUSED");
    }

    @Test
    void callsAgainWhenACallBreaksOff() {
        assertThat(effectsOf(error(new ProviderException.Broken("reset", null)), MADE))
                .containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.REJECTED, ProviderAttemptState.SUCCEEDED);
    }

    @Test
    void failsWhenItsThreeCallsAreUsedUp() {
        Mono<ImageProvider.ImageRequestAnswer> busy = error(new ProviderException.Busy("503", null));

        assertThat(effectsOf(busy, busy, busy, MADE)).containsExactly("failed PROVIDER_UNAVAILABLE");
        assertThat(states()).hasSize(3).containsOnly(ProviderAttemptState.REJECTED);
    }

    @Test
    void makesNoFurtherCallForAnEarlierWorkersThree() {
        for (int made = 0; made < 3; made++) {
            insertAttempt(3);
            change(ProviderAttemptState.REJECTED, null).block(LIMIT);
        }
        task = heldTask(2);

        assertThat(effectsOf(MADE)).containsExactly("failed PROVIDER_FAILED");
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void makesNoSecondCallForAnAnswerThatIsTooLarge() {
        assertThat(effectsOf(error(new ProviderException.TooLarge("fake_answer_too_large", null)), MADE))
                .containsExactly("failed PROVIDER_FAILED");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED);
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void triesTheNextRouteAfterAnAnswerThatIsTooLarge() {
        offerRoutes("fake", "fake");

        assertThat(effectsOf(error(new ProviderException.TooLarge("fake_answer_too_large", null)), MADE))
                .containsExactly("rerouted to 1");
    }

    @Test
    void givesUpAfterTheSecondTaskThatMadeNoImage() {
        when(provider.findTaskStatus(any()))
                .thenReturn(Mono.just(new ImageProvider.ProviderTaskStatus.FailedProviderTask(
                        new ProviderException.NotMade("internal", null))));

        assertThat(effectsOf(ACCEPTED, ACCEPTED, MADE)).containsExactly("failed PROVIDER_FAILED");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED, ProviderAttemptState.FAILED);
    }

    @Test
    void watchesTheTaskThatACallbackNamedInsteadOfPayingTwice() {
        Mono<ImageProvider.ImageRequestAnswer> lost = error(new ProviderException.Unanswered("timeout", null));

        assertThat(effectsOf(change(ProviderAttemptState.CALLING, "task-1").then(lost), MADE))
                .containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.SUCCEEDED);
    }

    @Test
    void callsAgainWhenNothingCameOfACallThatTimedOutAndKeepsItsCost() {
        assertThat(effectsOf(error(new ProviderException.Unanswered("timeout", null)), MADE))
                .containsExactly("completed");
        assertThat(states()).containsExactly(ProviderAttemptState.UNKNOWN, ProviderAttemptState.SUCCEEDED);
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void putsBackAJobThatTheClaimDidNotStart() {
        task = new WorkerHeldTask(new ClaimedJob(task.lease(), null, false));

        assertThat(effectsOf(MADE)).containsExactly("put back after PT1S");
        assertThat(attempts).isEmpty();
    }

    @Test
    void failsAJobThatTheClaimDidNotStartForWantOfARoute() {
        task = new WorkerHeldTask(new ClaimedJob(task.lease(), null, false));
        offerRoutes();

        assertThat(effectsOf(MADE)).containsExactly("failed INTERNAL_ERROR");
        assertThat(attempts).isEmpty();
    }

    @Test
    void leavesTheCallToTheNextWorkerWhenTheLeaseIsLostBeforeIt() {
        when(attemptTable.insertAttempt(any(), anyLong(), any(), anyBoolean(), anyInt()))
                .thenReturn(Mono.empty());

        assertThat(effectsOf(MADE)).containsExactly("put back after PT0S");
        assertThat(givenBack).hasValue(0);
    }

    /** Putting the task back has no effect if the lease is lost. */
    @Test
    void leavesTheCallOpenAndPutsTheTaskBackWhenTheJobCannotBeCompleted() {
        doReturn(Mono.empty()).when(transitions).endJob(any());

        assertThat(effectsOf(MADE)).containsExactly("put back after PT15S");
        assertThat(states()).containsExactly(ProviderAttemptState.CALLING);
    }

    @Test
    void stopsAfterTheCallWhenItsTaskIsLeftToOthers() {
        assertThat(effectsOf(ACCEPTED.doOnSubscribe(called -> task.leaveToOthers())))
                .isEmpty();
        assertThat(states()).containsExactly(ProviderAttemptState.ACCEPTED);
    }

    @Test
    void endsACancelledJobAndThenTellsTheProviderToStopItsTask() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("cancelled", "provider told to stop task-1");
        assertThat(states()).containsExactly(ProviderAttemptState.FAILED);
        assertThat(countCancellations("cancelled")).isOne();
    }

    @Test
    void cancelsAJobWhoseImageIsMadeAndNotYetFetched() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any())).thenReturn(Mono.just(job), Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("cancelled", "provider told to stop task-1");
    }

    @Test
    void cancelsAJobWhoseImageIsFetchedAndNotYetCharged() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any()))
                .thenReturn(Mono.just(job), Mono.just(job), Mono.just(job), Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("cancelled", "provider told to stop task-1");
    }

    @Test
    void cancelsAJobWhoseTaskIsNotNamedYet() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(timings.findTypicalRunTime(any())).thenReturn(Mono.just(Duration.ofHours(1)));
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(error(new ProviderException.Unanswered("timeout", null))))
                .containsExactly("cancelled", "provider told to stop null");
    }

    @Test
    void looksOnlyOnceAtATaskWhoseAnswerIsTooLarge() {
        when(provider.findTaskStatus(any()))
                .thenReturn(Mono.error(new ProviderException.TooLarge("fake_answer_too_large", null)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("failed PROVIDER_FAILED");
        verify(provider, times(1)).findTaskStatus(any());
    }

    @Test
    void tellsTheProviderToStopWhenTheJobHasEndedElsewhere() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(JobStatus.FAILED, false)));
        doReturn(Mono.empty()).when(transitions).endJob(any());

        assertThat(effectsOf(ACCEPTED)).containsExactly("provider told to stop task-1");
    }

    /** Its lease is lost because the job has ended, and the heartbeat noticed that first. */
    @Test
    void tellsTheProviderToStopWhenTheTaskIsLeftBecauseTheJobHasEnded() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(JobStatus.FAILED, false)));
        doReturn(Mono.empty()).when(transitions).endJob(any());

        assertThat(effectsOf(ACCEPTED.doOnSubscribe(called -> task.leaveToOthers())))
                .containsExactly("provider told to stop task-1");
    }

    @Test
    void givesUpACallThatWaitsForTheImageOnceTheJobIsCancelled() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.CALL);
        when(jobs.findJob(any())).thenReturn(Mono.just(job), Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(
                        Mono.<ImageProvider.ImageRequestAnswer>never().doOnCancel(() -> effects.add("call given up"))))
                .containsExactly("call given up", "cancelled", "provider told to stop null");
    }

    @Test
    void cancelsTheTaskOfAWorkerThatDiedAfterTheUserCancelled() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        insertAttempt(3);
        change(ProviderAttemptState.ACCEPTED, "task-0").block(LIMIT);
        task = heldTask(2, changed(job.status(), true));

        assertThat(effectsOf()).containsExactly("cancelled", "provider told to stop task-0");
    }

    @Test
    void endsTheJobWhenTheProviderCannotBeToldToStop() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(job.status(), true)));
        when(provider.cancelWork(any(), any())).thenReturn(Mono.error(new ProviderException.Broken("500", null)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("cancelled");
        assertThat(states()).containsExactly(ProviderAttemptState.ACCEPTED);
        assertThat(countCancellations("failed")).isOne();
    }

    @Test
    void showsTheProgressThatALookTells() {
        Job halfDone = JobFixtures.aJob().reporting(50).build();
        when(transitions.reportProgress(any(), anyInt(), anyInt())).thenReturn(Mono.just(halfDone), Mono.empty());
        when(provider.findTaskStatus(any()))
                .thenReturn(
                        Mono.just(new ImageProvider.ProviderTaskStatus.RunningProviderTask(50)),
                        Mono.just(new ImageProvider.ProviderTaskStatus.RunningProviderTask(40)),
                        Mono.just(SUCCEEDED));

        assertThat(effectsOf(ACCEPTED)).containsExactly("completed");
        assertThat(shown).containsExactly(halfDone);
    }

    @Test
    void looksHowFarACallIsUntilItIsAnsweredAndNotAfterwards() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.CALL);
        AtomicInteger looks = new AtomicInteger();
        when(provider.findPercent(any())).thenReturn(Mono.fromSupplier(() -> looks.incrementAndGet() * 150));
        when(transitions.reportProgress(any(), anyInt(), anyInt()))
                .thenAnswer(call -> effect(call.getArgument(1) + " per cent", job));
        waiter = SignalFixtures.silentWaiter();

        runWithACallOfFiveSeconds();

        assertThat(effects).containsExactly("99 per cent", "99 per cent", "completed");
        assertThat(looks).hasValue(2);
        assertThat(shown).hasSize(2);
    }

    @Test
    void completesAJobWhoseProgressCannotBeLearnt() {
        when(provider.cancellableWork()).thenReturn(CancellableWork.CALL);
        when(provider.findPercent(any())).thenReturn(Mono.error(new ProviderException.Broken("500", null)));
        waiter = SignalFixtures.silentWaiter();

        runWithACallOfFiveSeconds();

        assertThat(effects).containsExactly("completed");
    }

    private void runWithACallOfFiveSeconds() {
        StepVerifier.withVirtualTime(() -> {
                    answers.add(MADE.delaySubscription(Duration.ofSeconds(5)));
                    return runJob().handle(task, started -> {}, shown::add);
                })
                .thenAwait(Duration.ofSeconds(60))
                .expectComplete()
                .verify(LIMIT);
    }

    /** Its picture is paid for and will come. */
    @Test
    void completesACancelledJobWhoseProviderCannotBeToldToStop() {
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(job.status(), true)));

        assertThat(effectsOf(ACCEPTED)).containsExactly("completed");
    }

    private double countCancellations(String outcome) {
        return meters.counter("atelier.provider.cancellations", "provider", "fake", "outcome", outcome)
                .count();
    }

    private Job changed(JobStatus status, boolean cancelRequested) {
        return new Job(
                job.id(),
                job.user(),
                job.operation(),
                status,
                job.version(),
                cancelRequested,
                null,
                job.work(),
                job.payment(),
                job.times(),
                null,
                false);
    }

    @Test
    void cancelsInsteadOfCalling() {
        when(jobs.findJob(any())).thenReturn(Mono.just(changed(job.status(), true)));
        when(attemptTable.insertAttempt(any(), anyLong(), any(), anyBoolean(), anyInt()))
                .thenReturn(Mono.empty());

        assertThat(effectsOf(MADE)).containsExactly("cancelled");
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void failsAFreeJobWhenTheFreeBudgetIsSpent() {
        when(budgets.findExhaustedBudget(any(), anyBoolean()))
                .thenReturn(Mono.just(new SpentBudget(ProviderBudgets.FREE_QUOTA, LocalDate.now(ZoneOffset.UTC))));

        assertThat(effectsOf(MADE)).containsExactly("failed FREE_PICTURES_SPENT");
    }

    @Test
    void pausesTheQueueWhenTheProvidersBudgetIsSpentMeanwhile() {
        when(attemptTable.insertAttempt(any(), anyLong(), any(), anyBoolean(), anyInt()))
                .thenReturn(Mono.error(new BudgetSpentException(
                        new SpentBudget("fake", LocalDate.now(ZoneOffset.UTC).plusDays(1)), null)));

        assertThat(effectsOf(MADE)).containsExactly("paused for SPENDING_CAP", "put back after PT0S");
        assertThat(attempts).isEmpty();
    }

    @Test
    void takesTheNextDaysBudgetForACallThatThePreviousDaysRefuses() {
        SpentBudget yesterday =
                new SpentBudget("fake", LocalDate.now(ZoneOffset.UTC).minusDays(1));
        when(attemptTable.insertAttempt(any(), anyLong(), any(), anyBoolean(), anyInt()))
                .thenReturn(Mono.error(new BudgetSpentException(yesterday, null)));

        assertThat(effectsOf(MADE)).containsExactly("put back after PT0S");
    }

    @Test
    void pausesTheQueueWhenTheProviderRefusesOurAccount() {
        assertThat(effectsOf(error(new ProviderException.AccountTrouble("401")), MADE))
                .containsExactly("paused for ACCOUNT_TROUBLE", "failed PROVIDER_UNAVAILABLE");
    }

    @Test
    void asksForTheCreditAgainWhenItIsUsedUp() {
        when(credits.forgetCredit("fake"))
                .thenReturn(effect("forgot the credit", job).then());

        assertThat(effectsOf(error(new ProviderException.OutOfCredit("402")), MADE))
                .containsExactly("paused for OUT_OF_CREDIT", "forgot the credit", "failed PROVIDER_UNAVAILABLE");
    }

    @Test
    void triesLaterOrOnTheNextRouteWhileTheBreakerIsOpen() {
        when(breakers.isClosed(any())).thenReturn(false);
        assertThat(effectsOf(MADE)).containsExactly("put back after PT15S");

        effects.clear();
        offerRoutes("fake", "fake");
        assertThat(effectsOf(MADE)).containsExactly("rerouted to 1");
        assertThat(attempts).isEmpty();
    }

    @Test
    void doesNotCountACallThatTheBreakerStopped() {
        assertThat(effectsOf(error(new ProviderException.Suspended("breaker_open"))))
                .containsExactly("put back after PT15S");
        assertThat(attempts).isEmpty();
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void putsTheTaskBackAfterAnUnexpectedError() {
        when(provider.prepareInputs(any(), any())).thenReturn(Mono.error(new IllegalStateException("a test's error")));

        assertThat(effectsOf(MADE)).containsExactly("put back after PT15S");
    }

    /** Runs the job over a provider that gives these answers to its calls. */
    @SafeVarargs
    private List<String> effectsOf(Mono<ImageProvider.ImageRequestAnswer>... given) {
        answers.addAll(List.of(given));
        StepVerifier.create(runJob().handle(task, started -> {}, shown::add))
                .expectComplete()
                .verify(LIMIT);
        return effects;
    }

    private RunJob runJob() {
        JobQueues queues = mock();
        when(queues.takeToken(any())).thenReturn(Mono.just(true));
        when(queues.pauseQueue(any(), any(), any()))
                .thenAnswer(call -> effect("paused for " + call.getArgument(1), true));
        JobQueueTasks tasks = mock();
        when(tasks.putBack(any(), any())).thenAnswer(call -> effect("put back after " + call.getArgument(1), true));
        JobInputPictures inputs = mock();
        when(inputs.readFiles(any(), any())).thenReturn(Mono.just(List.of()));
        GeneratedImages images = mock();
        when(images.storeImage(any()))
                .thenReturn(Mono.just(new StoredImage(
                        UUID.randomUUID(), job.id(), job.user(), "image/png", 1, 1, 1, "00", "00", false)));
        ProviderRegistry providers = mock();
        when(providers.requireProvider("fake")).thenReturn(provider);
        when(providers.isAvailable("fake")).thenReturn(true);
        GenerationSignals signals = mock();
        when(signals.listenTo(any())).thenReturn(waiter);
        JobWorkerMetrics metrics = new JobWorkerMetrics(new SimpleMeterRegistry());
        Duration moment = Duration.ofMillis(1);
        WorkerProperties properties = new WorkerProperties(true, moment, 3, moment, moment, moment, moment, moment);
        JitteredBackoff backoff = new JitteredBackoff(properties, RandomGenerator.getDefault());
        Clock clock = Clock.systemUTC();
        GuardedProviderCalls calls = new GuardedProviderCalls(breakers, metrics);
        RecordProviderCall recordCall =
                new RecordProviderCall(budgets, attemptTable, jobs, queues, metrics, properties, clock);
        WatchForCancellation cancellation = new WatchForCancellation(jobs);
        CancelProviderWork cancelWork = ProviderFixtures.cancelling(attemptTable, providers, meters);
        ReportProviderProgress reportProgress = new ReportProviderProgress(transitions, clock);
        return new RunJob(
                signals,
                new StartJobRun(jobs, transitions, tasks, attemptTable, catalogue, providers, metrics),
                new PrepareProviderCall(catalogue, queues, inputs, calls, recordCall),
                recordCall,
                new CallImageProvider(calls, recordCall, cancellation, reportProgress),
                new WatchProviderTask(timings, attemptTable, calls, cancellation, reportProgress, backoff),
                new FetchAndStoreImage(images, metrics, backoff),
                new RecoverFromFailure(attemptTable, catalogue, queues, credits, metrics, properties, backoff),
                cancellation,
                new EndJobRun(transitions, tasks, cancelWork, signals, metrics));
    }

    private void offerRoutes(String... providers) {
        when(catalogue.readModels())
                .thenReturn(Mono.just(ModelFixtures.modelOn(job.work().model(), providers)));
    }

    private WorkerHeldTask heldTask(long epoch) {
        return heldTask(epoch, job);
    }

    private WorkerHeldTask heldTask(long epoch, Job claimed) {
        return new WorkerHeldTask(new ClaimedJob(
                new TaskLease(job.id(), "fake", job.user(), epoch, Instant.EPOCH, null, false), claimed, false));
    }

    private Mono<Job> endJob(JobEnding ending) {
        return switch (ending.status()) {
            case COMPLETED -> change(ProviderAttemptState.SUCCEEDED, null).then(effect("completed", job));
            case FAILED -> effect("failed " + ending.error(), job);
            default -> effect("cancelled", job);
        };
    }

    private <T> Mono<T> effect(String what, T result) {
        return Mono.fromSupplier(() -> {
            effects.add(what);
            return result;
        });
    }

    private static Mono<ImageProvider.ImageRequestAnswer> error(ProviderException reason) {
        return Mono.error(reason);
    }

    private List<ProviderAttemptState> states() {
        return attempts.stream().map(ProviderAttempt::state).toList();
    }

    private @Nullable ProviderAttempt insertAttempt(int most) {
        if (attempts.size() == most) {
            return null;
        }
        attempts.add(new ProviderAttempt(
                UuidV7Generator.nextUuid(),
                job.id(),
                attempts.size() + 1,
                "fake",
                "fake-1",
                ProviderAttemptState.CALLING,
                null,
                Duration.ZERO));
        return attempts.getLast();
    }

    private Mono<Void> change(ProviderAttemptState state, @Nullable String providerTask) {
        return Mono.fromRunnable(() -> {
            ProviderAttempt last = attempts.removeLast();
            attempts.add(new ProviderAttempt(
                    last.id(),
                    last.jobId(),
                    last.number(),
                    last.provider(),
                    last.model(),
                    state,
                    providerTask,
                    Duration.ZERO));
        });
    }
}
