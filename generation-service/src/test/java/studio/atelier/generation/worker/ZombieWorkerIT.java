package studio.atelier.generation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.worker.SuspendableWorker.SuspendedRun;
import studio.atelier.generation.worker.SuspendableWorker.SuspensionPoint;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.work.BackgroundWork;
import tools.jackson.databind.JsonNode;

/**
 * A worker stands still in the middle of jobs, its leases expire, another worker takes the jobs over, and the first
 * continues. Each round is one job with a point and a moment chosen by the seed: {@code -Datelier.seed=7} chooses
 * others.
 */
class ZombieWorkerIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("atelier.seed", 20_261_130L);
    private static final String QUEUE = "kie";
    private static final int USERS = 10;
    private static final int JOBS_EACH = 5;
    private static final int PRICE = 2;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private BackgroundWork jobQueueWorker;

    /** When the first worker continues. */
    private enum Awakening {
        /** The lease has expired and nobody has noticed: whoever is first has the job. */
        BEFORE_TAKE_OVER,
        DURING_THE_OTHERS_RUN,
        AFTER_THE_END
    }

    private record Round(Submitted job, SuspendedRun run, Awakening awakening) {

        @Override
        public String toString() {
            return "job " + job.id() + " suspended " + run.point() + ", woken " + awakening + ", seed " + SEED;
        }
    }

    @BeforeEach
    void stopTheServicesOwnWorker() {
        CountDownLatch stopped = new CountDownLatch(1);
        jobQueueWorker.stop(stopped::countDown);
        await(stopped::getCount, count -> count == 0);
    }

    @AfterEach
    void startTheServicesOwnWorker() {
        if (!jobQueueWorker.isRunning()) {
            jobQueueWorker.start();
        }
    }

    @Test
    void changesNothingOnceItsJobsAreTakenOver() {
        List<UserId> users = IntStream.range(0, USERS)
                .mapToObj(number -> aUserWith(JOBS_EACH * PRICE))
                .toList();
        Map<UUID, Round> rounds = IntStream.range(0, USERS)
                .parallel()
                .boxed()
                .flatMap(number -> roundsOf(users.get(number), new SplittableRandom(SEED + number)).stream())
                .collect(Collectors.toMap(round -> round.job.id(), round -> round));
        try (SuspendableWorker zombie = new SuspendableWorker(context);
                SuspendableWorker successor = new SuspendableWorker(context)) {
            Mono<Void> zombieRuns = startAndSuspend(zombie, rounds);
            zombie.fallSilent();
            expireLeasesOf(zombie);

            wake(rounds, Awakening.BEFORE_TAKE_OVER);
            Mono<Void> successorRuns = takeOver(successor, rounds);
            wake(rounds, Awakening.DURING_THE_OTHERS_RUN);
            successorRuns.block(LIMIT);
            List<String> ended = readEndedJobs(rounds);
            wake(rounds, Awakening.AFTER_THE_END);
            zombieRuns.block(LIMIT);

            assertThat(readEndedJobs(rounds)).isEqualTo(ended);
        }
        jobQueueWorker.start();

        rounds.values().forEach(this::endsOnce);
        assertThat(users).allSatisfy(user -> assertThat(billing.left(user)).isZero());
        assertThat(KIE.creates).hasSizeLessThanOrEqualTo(countAttempts(rounds));
    }

    private List<Round> roundsOf(UserId user, SplittableRandom chances) {
        String body = tryOn(user);
        return IntStream.range(0, JOBS_EACH)
                .mapToObj(number -> submit(user, aKey(), body))
                .map(answer -> new Round(
                        new Submitted(user, UUID.fromString(answer.id())),
                        new SuspendedRun(SuspensionPoint.anyOf(chances)),
                        Awakening.values()[chances.nextInt(Awakening.values().length)]))
                .toList();
    }

    /** Returns when each run stands still at its point. */
    private static Mono<Void> startAndSuspend(SuspendableWorker zombie, Map<UUID, Round> rounds) {
        Map<UUID, ClaimedJob> claimed = new HashMap<>();
        await(
                () -> {
                    zombie.claimTasks(QUEUE, rounds.size())
                            .collectMap(one -> one.lease().jobId())
                            .blockOptional(LIMIT)
                            .ifPresent(claimed::putAll);
                    return claimed.keySet();
                },
                rounds.keySet()::equals);
        Mono<Void> runs = start(claimed.values().stream()
                .map(one -> zombie.runTask(one, rounds.get(one.lease().jobId()).run))
                .toList());
        Flux.fromIterable(rounds.values())
                .flatMap(round -> round.run.whenSuspended(), rounds.size())
                .blockLast(LIMIT);
        return runs;
    }

    private void expireLeasesOf(SuspendableWorker zombie) {
        database.sql("update task set lease_until = now() - interval '1 second' where leased_by = :worker")
                .bind("worker", zombie.id())
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    /** Takes over all jobs, except those whose first worker may have been quicker. */
    private static Mono<Void> takeOver(SuspendableWorker successor, Map<UUID, Round> rounds) {
        List<UUID> certain = rounds.values().stream()
                .filter(round -> round.awakening != Awakening.BEFORE_TAKE_OVER)
                .map(round -> round.job.id())
                .toList();
        Map<UUID, Mono<Void>> runs = new HashMap<>();
        await(
                () -> {
                    successor
                            .takeOver(QUEUE, rounds.size())
                            .collectList()
                            .block(LIMIT)
                            .forEach(claimed -> runs.put(
                                    claimed.lease().jobId(),
                                    start(List.of(successor.runTask(claimed, SuspendedRun.never())))));
                    return runs.keySet();
                },
                taken -> taken.containsAll(certain));
        certain.forEach(job -> rounds.get(job).run.loseLease());
        return Mono.when(runs.values());
    }

    private static Mono<Void> start(List<Mono<Void>> runs) {
        Mono<Void> all = Mono.when(runs).cache();
        all.subscribe();
        return all;
    }

    private static void wake(Map<UUID, Round> rounds, Awakening awakening) {
        rounds.values().stream().filter(round -> round.awakening == awakening).forEach(round -> round.run.wake());
    }

    /** The rows of jobs that have ended and been charged before their first worker continues. */
    private List<String> readEndedJobs(Map<UUID, Round> rounds) {
        return rounds.values().stream()
                .filter(round -> round.awakening == Awakening.AFTER_THE_END)
                .map(round -> round.job.id())
                .peek(job -> awaitHold(job, "captured"))
                .map(job -> value("select to_jsonb(job) from job where id = :id", job)
                        + value("select to_jsonb(image) from image where job_id = :id", job)
                        + value("select count(*) from task where job_id = :id", job))
                .toList();
    }

    private void endsOnce(Round round) {
        UUID job = round.job.id();
        JsonNode ended = awaitStatus(round.job, "COMPLETED");
        awaitHold(job, "captured");
        assertThat(round.run.staleWrites()).as("%s", round).isEmpty();
        assertThat(billing.count(holdOf(job), CaptureHold.class))
                .as("%s", round)
                .isEqualTo(1);
        assertThat(billing.count(holdOf(job), ReleaseHold.class))
                .as("%s", round)
                .isZero();
        assertThat(value("select count(*) from task where job_id = :id", job)).isEqualTo("0");
        assertThat(value(
                        "select count(*) <= 2 and count(*) filter (where state = 'SUCCEEDED') = 1"
                                + " from provider_attempt where job_id = :id",
                        job))
                .as("%s calls the provider twice at most", round)
                .isEqualTo("true");
        assertThat(ended.path("images").size()).as("%s", round).isEqualTo(1);
        assertThat(Sha256Hash.computeHex(download(ended.at("/images/0/url").asString())))
                .as("%s", round)
                .isEqualTo(value("select sha256 from image where job_id = :id", job));
    }

    private byte[] download(String link) {
        URI uri = URI.create(link);
        return http.get()
                .uri(service().resolve(uri.getRawPath() + "?" + uri.getRawQuery()))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
    }

    private int countAttempts(Map<UUID, Round> rounds) {
        return rounds.keySet().stream()
                .mapToInt(
                        job -> Integer.parseInt(value("select count(*) from provider_attempt where job_id = :id", job)))
                .sum();
    }
}
