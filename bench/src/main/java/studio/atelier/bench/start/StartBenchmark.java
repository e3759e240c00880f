package studio.atelier.bench.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import studio.atelier.bench.Benchmark;
import studio.atelier.bench.Effort;
import studio.atelier.bench.Stacks;
import studio.atelier.bench.measure.Memory;
import studio.atelier.bench.report.Aim;
import studio.atelier.bench.report.Figure;
import studio.atelier.bench.report.Report;
import studio.atelier.e2e.Stack;
import studio.atelier.local.stack.ProcessMark;

/** The time from built jars to a ready stack, at the first and at a later start, and the stack's memory. */
public final class StartBenchmark implements Benchmark {

    private static final double READY_SECONDS = 60;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String PEER = "PostgreSQL, Kafka, Redis alone";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Report run(Stacks stacks, Effort effort) {
        List<Figure> figures = new ArrayList<>();
        stacks.forgetEverything();
        double infraFirst = effort == Effort.FULL ? seconds(() -> stacks.startPlain("infra")) : 0;
        stacks.forgetEverything();
        figures.add(compared("first start", seconds(stacks::startPlain), infraFirst));
        double infraAgain = seconds(() -> stacks.startPlainAgain("infra"));
        long begun = System.nanoTime();
        try (Stacks.Running running = stacks.startPlainAgain()) {
            figures.add(compared("start again", secondsSince(begun), infraAgain));
            figures.addAll(memory(running.stack()));
        }
        return new Report(
                name(),
                "built jars to all parts ready, and memory when ready",
                figures,
                List.of(
                        "The first start finds nothing: no data, no unpacked programs, no class archives.",
                        "Memory right after the second start: each process with its children, resident; in the sum,"
                                + " what processes share counts once."),
                Duration.ZERO);
    }

    private static Figure compared(String what, double seconds, double infraSeconds) {
        Figure figure = Figure.of(what, seconds, "s").aimedAt(Aim.atMost(READY_SECONDS));
        return infraSeconds == 0 ? figure : figure.beside(PEER, infraSeconds);
    }

    private static double seconds(Supplier<Stacks.Running> start) {
        long begun = System.nanoTime();
        Stacks.Running running = start.get();
        double seconds = secondsSince(begun);
        running.close();
        return seconds;
    }

    private static double secondsSince(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis() / MILLIS_PER_SECOND;
    }

    private static List<Figure> memory(Stack stack) {
        List<Figure> figures = new ArrayList<>();
        double sum = 0;
        for (ProcessMark mark : ProcessMark.readAll(stack.directory())) {
            ProcessHandle process = stack.process(mark.name());
            // The supervisor's children are the other processes.
            Memory memory = mark.order() < 0 ? Memory.ofAlone(process) : Memory.of(process);
            figures.add(Figure.of("memory of " + mark.name(), memory.residentMib(), "MiB"));
            sum += memory.proportionalMib();
        }
        figures.add(Figure.of("memory of all", sum, "MiB"));
        return figures;
    }
}
