package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.Memory;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Await;
import studio.atelier.e2e.Sandbox;
import studio.atelier.e2e.Stack;

/** Many jobs at once at a provider that accepts all of them: how long all take together, and the memory of each. */
public final class FanOutBenchmark implements Benchmark {

    private static final String MAKESPAN = "makespan by the provider's time";
    private static final String MEMORY = "memory of a job in flight";

    private static final int JOBS = 500;

    /** A user may have twenty waiting jobs. */
    private static final int JOBS_PER_PERSON = 10;

    private static final Duration PROVIDER_TIME = Duration.ofSeconds(2);

    /** So that all jobs are in flight for a while, however long it takes to start them. */
    private static final Duration LONG_PROVIDER_TIME = Duration.ofSeconds(30);

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration IN_FLIGHT_PACE = Duration.ofMillis(500);
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double BYTES_PER_KIB = 1_024;
    private static final double BYTES_PER_MIB = BYTES_PER_KIB * 1_024;

    private static final Map<String, String> SETTINGS = Map.of(
            "ATELIER_MAX_CONCURRENT_IMAGE_GENERATIONS",
            Integer.toString(JOBS),
            "ATELIER_GENERATION_JOB_FREE_RUNNING",
            Integer.toString(JOBS_PER_PERSON));

    @Override
    public String name() {
        return "fan-out";
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

        private final Stack stack;
        private final JobTable jobs;
        private final Effort effort;
        private final Sandbox sandbox;
        private final Crowd crowd;
        private final QueueControl queue;
        private final PythonPeer peer;
        private int submitted;

        private Run(Stack stack, JobTable jobs, Effort effort) {
            this.stack = stack;
            this.jobs = jobs;
            this.effort = effort;
            this.sandbox = new Sandbox(stack.sandbox());
            this.crowd = Crowd.of(stack, JOBS / JOBS_PER_PERSON);
            this.queue = new QueueControl(stack, JobStackSettings.KIE);
            this.peer = new PythonPeer(stack);
        }

        private Report measure() {
            warmUp();
            Rounds rounds = new Rounds();
            for (int round = 0; round < effort.of(3, 1); round++) {
                rounds.add(runAtOnce());
                peer.measure("fanout500", effort);
            }
            rounds.add(weigh());
            return new Report(
                    "fan-out",
                    JOBS + " jobs at once at a provider that takes " + PROVIDER_TIME.toSeconds() + " s",
                    rounds.medians().stream()
                            .flatMap(figure -> peer.besideEachWorker(figure).stream())
                            .map(FanOutBenchmark::aimed)
                            .toList(),
                    List.of(
                            "%d users with %d waiting jobs each; one worker with %d slots. Timed from when the paused queue is"
                                            .formatted(JOBS / JOBS_PER_PERSON, JOBS_PER_PERSON, JOBS)
                                    + " resumed until the last job has its image.",
                            "Both photos are handed to the provider before its call; it calls back, and the image is"
                                    + " downloaded.",
                            "The memory of a job is that of live objects in generation-service with all jobs in flight, less"
                                    + " that with none, after full collections, in a round of its own; of the peer its proportional"
                                    + " memory.",
                            peer.note()),
                    Duration.ZERO);
        }

        private void warmUp() {
            JobStackSettings.kieTakes(sandbox, Duration.ZERO);
            submitted = effort.of(JOBS, 300);
            crowd.submitPatiently(submitted);
            awaitCompleted();
            for (int round = 1; round < effort.of(10, 1); round++) {
                submitAll(JOBS);
                awaitCompleted();
            }
        }

        private List<Figure> runAtOnce() {
            Instant begun = startAtOnce(PROVIDER_TIME);
            awaitCompleted();
            double seconds = Duration.between(begun, jobs.lastFinished()).toMillis() / MILLIS_PER_SECOND;
            return List.of(
                    Figure.of("makespan", seconds, "s"), Figure.of(MAKESPAN, seconds / PROVIDER_TIME.toSeconds(), "×"));
        }

        private List<Figure> weigh() {
            ProcessHandle worker = stack.process("generation-service");
            long before = Memory.liveBytes(worker);
            double residentBefore = Memory.ofAlone(worker).proportionalMib();
            startAtOnce(LONG_PROVIDER_TIME);
            Await.until("all jobs to be in flight", LIMIT, IN_FLIGHT_PACE, jobs::inFlight, count -> count == JOBS);
            long during = Memory.liveBytes(worker);
            double residentDuring = Memory.ofAlone(worker).proportionalMib();
            if (jobs.inFlight() < JOBS) {
                throw new IllegalStateException("Jobs ended before their memory was measured");
            }
            awaitCompleted();
            return List.of(
                    Figure.of(MEMORY, (during - before) / BYTES_PER_KIB / JOBS, "KiB"),
                    Figure.of("live objects, idle", before / BYTES_PER_MIB, "MiB"),
                    Figure.of("live objects, at work", during / BYTES_PER_MIB, "MiB"),
                    Figure.of("memory of the worker, idle", residentBefore, "MiB"),
                    Figure.of("memory of the worker, at work", residentDuring, "MiB"));
        }

        /** Fills the paused queue and resumes it; returns when. */
        private Instant startAtOnce(Duration providerTime) {
            JobStackSettings.kieTakes(sandbox, providerTime);
            queue.pause();
            submitAll(JOBS);
            Instant begun = Instant.now();
            queue.resume();
            return begun;
        }

        private void submitAll(int count) {
            crowd.submitAll(submitted, count);
            submitted += count;
        }

        private void awaitCompleted() {
            jobs.awaitAllCompleted(submitted, LIMIT);
        }
    }

    private static Figure aimed(Figure row) {
        return switch (row.what()) {
            case MAKESPAN -> row.aimedAt(Aim.atMost(1.3));
            case MEMORY -> row.aimedAt(Aim.atMost(50));
            default -> row;
        };
    }
}
