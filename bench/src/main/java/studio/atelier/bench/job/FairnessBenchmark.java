package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Sandbox;
import studio.atelier.e2e.Stack;

/** How long one user's many waiting jobs delay the single jobs of others, in a queue with one slot. */
public final class FairnessBenchmark implements Benchmark {

    private static final int WAITING = 200;
    private static final int USERS = 20;

    /** The user whose jobs wait; the others submit single ones. */
    private static final int GREEDY = 0;

    private static final Duration PROVIDER_TIME = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double MEDIAN = 50;
    private static final double LONGEST = 100;

    private static final Map<String, String> SETTINGS = Map.of(
            "ATELIER_MAX_CONCURRENT_IMAGE_GENERATIONS",
            "1",
            "ATELIER_GENERATION_JOB_FREE_WAITING",
            Integer.toString(2 * WAITING));

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(JobStackSettings.withKie(SETTINGS))) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return new Run(running.stack(), jobs, effort).measure();
            }
        }
    }

    private static final class Run {

        private final Sandbox sandbox;
        private final JobTable jobs;
        private final Effort effort;
        private final Crowd crowd;
        private int submitted;

        private Run(Stack stack, JobTable jobs, Effort effort) {
            this.sandbox = new Sandbox(stack.sandbox());
            this.jobs = jobs;
            this.effort = effort;
            this.crowd = Crowd.of(stack, USERS);
        }

        private Report measure() {
            JobStackSettings.kieTakes(sandbox, Duration.ZERO);
            warmUp();
            int samples = effort.of(120, 16);
            JobStackSettings.kieTakes(sandbox, PROVIDER_TIME);
            Map<UUID, Instant> alone = submitSingleJobs(samples, () -> {});
            fillQueue();
            Instant begun = Instant.now();
            Map<UUID, Instant> behindOthers = submitSingleJobs(samples, this::fillQueue);
            Instant end = Instant.now();
            JobStackSettings.kieTakes(sandbox, Duration.ZERO);
            jobs.awaitAllCompleted(submitted, LIMIT);
            ProviderTimes calls = ProviderTimes.ofCalls(sandbox, jobs);
            return report(samples, calls.since(alone), calls.since(behindOthers), calls.meanMillisBetween(begun, end));
        }

        private static Report report(int samples, Percentiles alone, Percentiles behindOthers, double taskMillis) {
            double usual = alone.millisAt(MEDIAN);
            return new Report(
                    "fairness",
                    "the single job of a user while " + WAITING + " jobs of another wait",
                    List.of(
                            Figure.of("provider called, alone, p50", usual, "ms"),
                            Figure.of("provider called, behind others, p50", behindOthers.millisAt(MEDIAN), "ms"),
                            Figure.of("provider called, behind others, longest", behindOthers.millisAt(LONGEST), "ms"),
                            Figure.of("a task's time", taskMillis, "ms"),
                            Figure.of(
                                    "delay by a task's time, mean",
                                    (behindOthers.meanMillis() - usual) / taskMillis,
                                    "×"),
                            Figure.of(
                                            "delay by a task's time, longest",
                                            (behindOthers.millisAt(LONGEST) - usual) / taskMillis,
                                            "×")
                                    .aimedAt(Aim.atMost(1))),
                    List.of(
                            "%d single jobs, at random moments, from submission to the call of the provider; one slot, and a provider that"
                                            .formatted(samples)
                                    + " takes " + PROVIDER_TIME.toMillis() + " ms.",
                            "A task's time is that between two calls while the queue is full. First come, first served would"
                                    + " delay each by " + WAITING + " of them."),
                    Duration.ZERO);
        }

        private void warmUp() {
            submitted = effort.of(300, 200);
            crowd.submitPatiently(submitted);
            jobs.awaitAllCompleted(submitted, LIMIT);
            int more = effort.of(2_000, 0);
            crowd.submitAll(0, more);
            submitted += more;
            jobs.awaitAllCompleted(submitted, LIMIT);
        }

        private void fillQueue() {
            while (jobs.waiting() < WAITING) {
                crowd.submit(GREEDY).join();
                submitted++;
            }
        }

        /** When each was submitted: at a random moment of the task that runs, each after the one before is charged. */
        private Map<UUID, Instant> submitSingleJobs(int count, Runnable beforeEach) {
            Map<UUID, Instant> moments = new LinkedHashMap<>();
            for (int number = 0; number < count; number++) {
                beforeEach.run();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PROVIDER_TIME.toNanos()));
                Instant moment = Instant.now();
                UUID job = crowd.submit(1 + number % (USERS - 1)).join();
                submitted++;
                moments.put(job, moment);
                jobs.awaitCompleted(job, LIMIT);
            }
            return moments;
        }
    }
}
