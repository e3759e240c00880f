package studio.atelier.bench.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Stack;

/**
 * Jobs per second from their submission to their charge, with a provider that takes no time, beside a queue in
 * PostgreSQL whose tasks only write a hold and its capture.
 */
public final class ThroughputBenchmark implements Benchmark {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int SLOTS = 32;
    private static final double RATIO = 0.5;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        Map<String, String> settings = JobStackSettings.withNoop(SLOTS);
        // Nothing holds the submissions back while jobs are done more slowly than they arrive.
        settings.put("ATELIER_GENERATION_JOB_FREE_WAITING", "1000");
        try (Stacks.Running running = stacks.start(settings)) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return measure(running.stack(), jobs, effort);
            }
        }
    }

    private Report measure(Stack stack, JobTable jobs, Effort effort) {
        int users = effort.of(300, 60);
        int cold = effort.of(500, 200);
        int warmUp = effort.of(6_000, 200);
        int count = effort.of(20_000, 1_000);
        Crowd crowd = Crowd.of(stack, users);
        GraphilePeer peer = new GraphilePeer(stack);
        crowd.submitPatiently(cold);
        doAll(crowd, jobs, cold, warmUp);
        CpuTime before = CpuTime.of(stack);
        double seconds = doAll(crowd, jobs, cold + warmUp, count);
        double millis = CpuTime.of(stack).since(before).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        Figure rate = Figure.of("jobs with hold and capture", count / seconds, "/s");
        Figure processor = Figure.of("processor time of a job", millis / count, "ms");
        List<Figure> figures = new ArrayList<>();
        peer.measure(count, users)
                .ifPresentOrElse(
                        measured -> {
                            figures.add(rate.beside("graphile-worker, added and done", measured.addedAndDone())
                                    .aimedAt(Aim.ratioAtLeast(RATIO)));
                            figures.add(rate.beside("graphile-worker, done from a full queue", measured.done()));
                            figures.add(processor.beside("graphile-worker", measured.millisEach()));
                        },
                        () -> figures.addAll(List.of(rate, processor)));
        return new Report(
                name(),
                "jobs from submission to charge, with a provider that takes no time",
                figures,
                List.of(
                        "%d jobs of %d users, submitted as fast as they are admitted, and done meanwhile; one worker with %d slots."
                                .formatted(count, users, SLOTS),
                        "A job of Atelier also reads its photos, draws, stores and announces its image, in four services.",
                        peer.note()),
                Duration.ZERO);
    }

    /** How long it took until all were charged, in seconds. */
    private static double doAll(Crowd crowd, JobTable jobs, int already, int count) {
        long begun = System.nanoTime();
        crowd.submitAll(already, count);
        jobs.awaitAllCompleted(already + (long) count, LIMIT);
        return (System.nanoTime() - begun) / NANOS_PER_SECOND;
    }
}
