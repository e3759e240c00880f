package studio.atelier.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import studio.atelier.bench.job.DrainBenchmark;
import studio.atelier.bench.job.FairnessBenchmark;
import studio.atelier.bench.job.FanOutBenchmark;
import studio.atelier.bench.job.IdleBenchmark;
import studio.atelier.bench.job.LatencyBenchmark;
import studio.atelier.bench.job.NoticeBenchmark;
import studio.atelier.bench.job.ThroughputBenchmark;
import studio.atelier.bench.ledger.LedgerBenchmark;
import studio.atelier.bench.report.Machine;
import studio.atelier.bench.report.Results;
import studio.atelier.bench.start.StartBenchmark;
import studio.atelier.bench.upload.OverloadBenchmark;

/** {@code ./atelier bench [names] [--quick]}; {@code ./atelier} builds what is measured and calls this. */
public final class Main {

    private static final String QUICK = "--quick";
    private static final int USAGE = 2;
    private static final double BUSY = 0.5;

    private static final List<Benchmark> ALL = List.of(
            new StartBenchmark(),
            new LedgerBenchmark(),
            new LatencyBenchmark(),
            new DrainBenchmark(),
            new ThroughputBenchmark(),
            new FanOutBenchmark(),
            new NoticeBenchmark(),
            new FairnessBenchmark(),
            new IdleBenchmark(),
            new OverloadBenchmark());

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // the Kafka client's logging has no backend here
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(Arrays.asList(arguments), out));
    }

    private static int run(List<String> arguments, PrintStream out) throws IOException {
        List<String> names = new ArrayList<>(arguments);
        Effort effort = names.remove(QUICK) ? Effort.QUICK : Effort.FULL;
        List<String> known = ALL.stream().map(Benchmark::name).toList();
        if (!known.containsAll(names)) {
            out.println("./atelier bench [names] [--quick]; names: " + String.join(", ", known));
            return names.stream().anyMatch(name -> name.endsWith("help")) ? 0 : USAGE;
        }
        return measure(
                ALL.stream()
                        .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                        .toList(),
                effort,
                out);
    }

    private static int measure(List<Benchmark> benchmarks, Effort effort, PrintStream out) throws IOException {
        Path target = Path.of(System.getProperty("atelier.root", ""), "bench", "target")
                .toAbsolutePath();
        Stacks stacks = new Stacks(target.resolve("stack"));
        Machine machine = Machine.here();
        Results results = new Results(target.resolve("results"), Instant.now(), effort == Effort.QUICK, machine);
        introduce(benchmarks, machine, effort, out);
        boolean allRan = true;
        for (Benchmark benchmark : benchmarks) {
            try {
                Instant begun = Instant.now();
                results.add(benchmark.run(stacks, effort).after(Duration.between(begun, Instant.now())), out);
            } catch (RuntimeException e) {
                allRan = false;
                out.println();
                out.println("✗ " + benchmark.name() + " could not be measured: " + e.getMessage());
            }
        }
        out.println();
        out.println("Figures: " + results.file());
        return allRan ? 0 : 1;
    }

    private static void introduce(List<Benchmark> benchmarks, Machine machine, Effort effort, PrintStream out) {
        out.printf(
                "Measuring %s%s on %d × %s, Java %s%n",
                benchmarks.stream().map(Benchmark::name).collect(Collectors.joining(", ")),
                effort == Effort.QUICK ? " briefly (figures are a hint only)" : "",
                machine.processors(),
                machine.processor(),
                machine.java());
        if (machine.loadBefore() > BUSY) {
            out.printf(
                    "! Others are using this machine (load %.1f): figures will be worse than it can do.%n",
                    machine.loadBefore());
        }
    }
}
