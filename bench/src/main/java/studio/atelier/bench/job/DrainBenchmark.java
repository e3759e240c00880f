package studio.atelier.bench.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.BatchSizes;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.bench.measure.StatementStats;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Stack;

/**
 * Jobs admitted and completed per second, what they cost, and the statements they execute, with a provider that takes
 * no time.
 */
public final class DrainBenchmark implements Benchmark {

    private static final String QUEUE = JobStackSettings.NOOP;

    private static final String DONE = "jobs done";
    private static final String CHARGED = "jobs done and charged";
    private static final String ADMITTED = "jobs admitted while nothing is drained";
    private static final String ADMITTING = "processor time, admitting";
    private static final String DOING = "processor time, doing";
    private static final String BOTH = "processor time, both";
    private static final String ALL = ", all";
    private static final String STATEMENTS = "statements of a job, ";
    private static final String ALONE = STATEMENTS + "alone";
    private static final String UNDER_LOAD = STATEMENTS + "under load";
    private static final String GENERATION = ", atelier_generation";

    private static final double MILLIS_PER_SECOND = 1_000;

    /** Milliseconds per job; processes that use less are left out. */
    private static final double WORTH_TELLING = 0.1;

    static final int SLOTS = 32;

    /** A user may have twenty waiting jobs. */
    private static final int JOBS_PER_PERSON = 10;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        try (Stacks.Running running = stacks.start(JobStackSettings.withNoop(SLOTS))) {
            try (JobTable jobs = JobTable.of(running.stack())) {
                return new Run(running.stack(), jobs, effort).measure();
            }
        }
    }

    private static final class Run {

        private static final int SHOWN_STATEMENTS = 20;

        private final Stack stack;
        private final JobTable jobs;
        private final Effort effort;
        private final int count;
        private final Crowd crowd;
        private final QueueControl queue;
        private final PythonPeer peer;
        private int submitted;

        private Run(Stack stack, JobTable jobs, Effort effort) {
            this.stack = stack;
            this.jobs = jobs;
            this.effort = effort;
            this.count = effort.of(3_000, 600);
            this.peer = new PythonPeer(stack);
            this.crowd = Crowd.of(stack, count / JOBS_PER_PERSON);
            this.queue = new QueueControl(stack, QUEUE);
        }

        private Report measure() {
            submit(effort.of(6_000, 200));
            awaitCompleted();
            BatchSizes before = BatchSizes.of(stack);
            Rounds rounds = new Rounds();
            for (int round = 0; round < effort.of(3, 1); round++) {
                rounds.add(fillAndDrain());
                peer.measure("drain", effort);
            }
            BatchSizes batches = BatchSizes.of(stack);
            List<Figure> figures = new ArrayList<>();
            rounds.medians().forEach(figure -> peer.besideEachWorker(figure).forEach(row -> figures.add(aimed(row))));
            List<String> notes = new ArrayList<>(List.of(
                    "%d jobs of %d users waited; one worker with %d slots; each job reads its photos, draws, stores"
                                    .formatted(count, count / JOBS_PER_PERSON, SLOTS)
                            + " and announces its image.",
                    peer.note(),
                    "Calls of a statement, mean: " + text(batches.meansSince(before)) + "."));
            countStatements(figures, notes);
            return new Report(
                    "drain", "jobs that get done with a provider that takes no time", figures, notes, Duration.ZERO);
        }

        private void submit(int number) {
            crowd.submitAll(submitted, number);
            submitted += number;
        }

        private void awaitCompleted() {
            jobs.awaitAllCompleted(submitted, LIMIT);
        }

        private List<Figure> fillAndDrain() {
            queue.pause();
            CpuTime beforeAdmitting = CpuTime.of(stack);
            Instant filling = Instant.now();
            submit(count);
            double filled = secondsSince(filling, Instant.now());
            CpuTime beforeDraining = CpuTime.of(stack);
            Instant draining = Instant.now();
            queue.resume();
            awaitCompleted();
            double settled = secondsSince(draining, Instant.now());
            CpuTime afterwards = CpuTime.of(stack);
            List<Figure> figures = new ArrayList<>(List.of(
                    Figure.of(DONE, count / secondsSince(draining, jobs.lastFinished()), "/s"),
                    Figure.of(CHARGED, count / settled, "/s"),
                    Figure.of(ADMITTED, count / filled, "/s")));
            figures.addAll(processorTimes(ADMITTING, beforeDraining.since(beforeAdmitting)));
            figures.addAll(processorTimes(DOING, afterwards.since(beforeDraining)));
            figures.addAll(processorTimes(BOTH, afterwards.since(beforeAdmitting)));
            return figures;
        }

        /** The processor time that a job takes in all processes, and in each of those that are involved. */
        private List<Figure> processorTimes(String what, Map<String, Double> millis) {
            List<Figure> figures = new ArrayList<>();
            double sum =
                    millis.values().stream().mapToDouble(Double::doubleValue).sum();
            figures.add(Figure.of(what + ALL, sum / count, "ms"));
            millis.forEach((process, used) -> figures.add(Figure.of(what + ", " + process, used / count, "ms")));
            figures.removeIf(figure -> figure.value() < WORTH_TELLING);
            return figures;
        }

        private void countStatements(List<Figure> figures, List<String> notes) {
            int few = effort.of(50, 20);
            int many = effort.of(400, 100);
            StatementStats alone = StatementStats.during(stack, () -> submitOneByOne(few));
            StatementStats underLoad = StatementStats.during(stack, () -> submitTogether(many));
            alone.figures(ALONE, few, "").forEach(figure -> figures.add(aimed(figure)));
            underLoad.figures(UNDER_LOAD, many, "").forEach(figure -> figures.add(aimed(figure)));
            notes.add("Statements are counted by pg_stat_statements, begin and commit too, in a part of their own after"
                    + " the rounds; with those of the idle stack meanwhile. Under load the longest for a job:");
            notes.addAll(underLoad.longest(SHOWN_STATEMENTS, many));
        }

        private void submitOneByOne(int number) {
            for (int job = 0; job < number; job++) {
                jobs.awaitCompleted(crowd.submit(submitted++).join(), LIMIT);
            }
        }

        private void submitTogether(int number) {
            queue.pause();
            submit(number);
            queue.resume();
            awaitCompleted();
        }
    }

    private static Figure aimed(Figure row) {
        return switch (row.what()) {
            case CHARGED -> row.aimedAt(Aim.ratioAtLeast(1.2));
            case ADMITTED -> row.aimedAt(Aim.ratioAtLeast(1));
            case ADMITTING + ALL -> row.aimedAt(Aim.atMost(6)).aimedAt(Aim.ratioAtMost(1.5));
            case DOING + ALL -> row.aimedAt(Aim.atMost(6)).aimedAt(Aim.ratioAtMost(1));
            case BOTH + ALL -> row.aimedAt(Aim.ratioAtMost(1));
            case ALONE + GENERATION -> row.aimedAt(Aim.atMost(16));
            case UNDER_LOAD + GENERATION -> row.aimedAt(Aim.atMost(4));
            default -> row;
        };
    }

    private static double secondsSince(Instant begun, Instant end) {
        return Duration.between(begun, end).toMillis() / MILLIS_PER_SECOND;
    }

    private static String text(Map<String, Double> sizes) {
        return sizes.entrySet().stream()
                .map(size -> String.format(Locale.ROOT, "%s %.1f", size.getKey(), size.getValue()))
                .collect(Collectors.joining(", "));
    }
}
