package studio.atelier.bench.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.bench.measure.StatementStats;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Stack;

/** What a warm stack does while nobody uses it: statements per second, and the processor's share. */
public final class IdleBenchmark implements Benchmark {

    private static final int USERS = 20;
    private static final int JOBS = 200;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double PERCENT = 100;
    private static final int SHOWN_STATEMENTS = 12;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(JobStackSettings.withNoop(DrainBenchmark.SLOTS))) {
            Stack stack = running.stack();
            warmUp(stack);
            return measure(stack, Duration.ofSeconds(effort.of(60, 20)));
        }
    }

    private static void warmUp(Stack stack) {
        Crowd crowd = Crowd.of(stack, USERS);
        try (JobTable jobs = JobTable.of(stack)) {
            crowd.submitAll(0, JOBS);
            jobs.awaitAllCompleted(JOBS, LIMIT);
        }
    }

    private Report measure(Stack stack, Duration time) {
        pass(time);
        CpuTime before = CpuTime.of(stack);
        pass(time);
        Map<String, Double> millis = CpuTime.of(stack).since(before);
        StatementStats statements = StatementStats.during(stack, () -> pass(time));
        List<Figure> figures = new ArrayList<>(statements.figures("statements", time.toSeconds(), "/s"));
        figures.add(figures.removeLast().aimedAt(Aim.atMost(12)));
        millis.forEach((process, used) -> figures.add(processorShare(process, used, time)));
        double sum = millis.values().stream().mapToDouble(Double::doubleValue).sum();
        figures.add(processorShare("all", sum, time).aimedAt(Aim.atMost(3)));
        List<String> notes = new ArrayList<>(List.of(
                "%d jobs, then nothing for %d s, then nothing while processor time is measured, and nothing while"
                                .formatted(JOBS, time.toSeconds())
                        + " statements are counted by pg_stat_statements, begin and commit too."));
        notes.addAll(statements.mostFrequent(SHOWN_STATEMENTS, time.toSeconds(), "/s"));
        return new Report(name(), "a warm stack that nobody uses", figures, notes, Duration.ZERO);
    }

    private static Figure processorShare(String process, double millis, Duration time) {
        return Figure.of("processor, " + process, PERCENT * millis / time.toMillis(), "% of a core");
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
