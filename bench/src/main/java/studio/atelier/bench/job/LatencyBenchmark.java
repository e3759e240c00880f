package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.OpenLoop;
import studio.atelier.bench.measure.Percentiles;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Sandbox;
import studio.atelier.e2e.Stack;

/** The time from a submission to its admission, and to the call of an idle provider. */
public final class LatencyBenchmark implements Benchmark {

    private static final double MEDIAN = 50;
    private static final double TAIL = 99;
    private static final String ALONE = "one at a time";
    private static final String TEN = "10 a second";
    private static final String TWENTY = "20 a second";
    private static final String ADMITTED = "admitted, ";
    private static final String CALLED = "provider called, ";
    private static final String P50 = ", p50";
    private static final String P99 = ", p99";
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(JobStackSettings.withKie(Map.of()))) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return new Run(running.stack(), jobs, effort).measure();
            }
        }
    }

    private static final class Run {

        private final Sandbox sandbox;
        private final JobTable jobs;
        private final Crowd crowd;
        private final Effort effort;
        private final PythonPeer peer;
        private int turn;

        private Run(Stack stack, JobTable jobs, Effort effort) {
            this.sandbox = new Sandbox(stack.sandbox());
            this.jobs = jobs;
            this.effort = effort;
            this.peer = new PythonPeer(stack);
            JobStackSettings.kieTakes(sandbox, Duration.ZERO);
            this.crowd = Crowd.of(stack, effort.of(60, 20));
        }

        private Report measure() {
            warmUp();
            int samples = effort.of(400, 100);
            Rounds rounds = new Rounds();
            for (int round = 0; round < effort.of(3, 1); round++) {
                rounds.add(measureRound(samples));
                peer.measure("latency", effort);
            }
            return new Report(
                    "latency",
                    "submitting a try-on, with a provider that has nothing else to do",
                    rounds.medians().stream()
                            .flatMap(figure -> peer.besideEachWorker(figure).stream())
                            .map(LatencyBenchmark::aimed)
                            .toList(),
                    List.of(
                            "%d submissions each, after a warm-up; two photos are handed to the provider before its call."
                                    .formatted(samples),
                            "At 10 and 20 a second each is timed from when it was due, so that a stall counts for all it"
                                    + " delays.",
                            "A balance is read through the same client, gateway and token check, in turn with the submissions.",
                            peer.note()),
                    Duration.ZERO);
        }

        private List<Figure> measureRound(int samples) {
            Map<String, Sample> measured = new LinkedHashMap<>();
            measured.put(ALONE, oneAtATime(samples));
            measured.put(TEN, arriving(samples, 10));
            measured.put(TWENTY, arriving(samples, 20));
            jobs.awaitAllCompleted(turn, DRAIN_LIMIT);
            ProviderTimes calls = ProviderTimes.ofCalls(sandbox, jobs);
            List<Figure> figures = new ArrayList<>();
            measured.forEach((how, sample) -> {
                figures.addAll(figures("balance read, " + how, sample.balance));
                figures.addAll(figures(ADMITTED + how, sample.admission));
                figures.addAll(figures(CALLED + how, calls.since(sample.submitted)));
            });
            return figures;
        }

        /** Warms up until the compilers have little left to do, as in a service that runs for weeks. */
        private void warmUp() {
            for (int round = 0; round < effort.of(10, 1); round++) {
                int submissions = effort.of(500, 80);
                crowd.submitAll(turn, submissions);
                turn += submissions;
                jobs.awaitAllCompleted(turn, DRAIN_LIMIT);
                for (int number = 0; number < submissions; number++) {
                    crowd.readBalance(number).join();
                }
            }
        }

        /** Each submission begins when the previous job has its image and is charged. */
        private Sample oneAtATime(int samples) {
            Sample sample = new Sample();
            for (int number = 0; number < samples; number++) {
                int user = turn++;
                timed(sample.balance, () -> crowd.readBalance(user).join());
                Instant begun = Instant.now();
                UUID job = timed(sample.admission, () -> crowd.submit(user).join());
                sample.submitted.put(job, begun);
                jobs.awaitCompleted(job, DRAIN_LIMIT);
            }
            return sample;
        }

        private static <T> T timed(Percentiles times, Supplier<T> work) {
            long begun = System.nanoTime();
            T result = work.get();
            times.addNanos(System.nanoTime() - begun);
            return result;
        }

        private Sample arriving(int samples, double perSecond) {
            Sample sample = new Sample();
            OpenLoop loop = new OpenLoop(perSecond);
            sample.balance = loop.run(samples, crowd::readBalance);
            Instant begun = Instant.now();
            sample.admission = loop.run(
                    samples,
                    number -> crowd.submit(turn++)
                            .thenAccept(job -> sample.submitted.put(job, begun.plus(loop.dueAfter(number)))));
            return sample;
        }

        private static List<Figure> figures(String what, Percentiles times) {
            return List.of(
                    Figure.of(what + P50, times.millisAt(MEDIAN), "ms"),
                    Figure.of(what + P99, times.millisAt(TAIL), "ms"));
        }
    }

    private static Figure aimed(Figure row) {
        return switch (row.what()) {
            case ADMITTED + ALONE + P50 -> row.aimedAt(Aim.atMost(15)).aimedAt(Aim.ratioAtMost(1.3));
            case ADMITTED + TEN + P99, ADMITTED + TWENTY + P99 ->
                row.aimedAt(Aim.atMost(40)).aimedAt(Aim.ratioAtMost(0.6));
            case CALLED + ALONE + P50, CALLED + TWENTY + P50 ->
                row.aimedAt(Aim.atMost(25)).aimedAt(Aim.ratioAtMost(1));
            default -> row;
        };
    }

    /** The figures of one way of submitting. */
    private static final class Sample {

        private final Map<UUID, Instant> submitted = new ConcurrentHashMap<>();
        private Percentiles admission = new Percentiles();
        private Percentiles balance = new Percentiles();
    }
}
