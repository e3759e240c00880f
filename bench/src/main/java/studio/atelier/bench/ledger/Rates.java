package studio.atelier.bench.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.e2e.Stack;

/** Operations per second in several rounds, and their processor time. */
final class Rates {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Stack stack;
    private final List<Double> perSecond = new ArrayList<>();
    private final Map<String, Double> millis = new LinkedHashMap<>();
    private double operations;

    Rates(Stack stack) {
        this.stack = stack;
    }

    /** Measures one more round, which returns its rate. */
    void add(DoubleSupplier round) {
        CpuTime before = CpuTime.of(stack);
        long begun = System.nanoTime();
        double rate = round.getAsDouble();
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        perSecond.add(rate);
        operations += rate * seconds;
        CpuTime.of(stack).since(before).forEach((process, used) -> millis.merge(process, used, Double::sum));
    }

    /** The median rate of the rounds. */
    double median() {
        return Rounds.median(perSecond);
    }

    /** Processor time of each process per operation. */
    Map<String, Double> millisEach() {
        Map<String, Double> each = new LinkedHashMap<>();
        millis.forEach((process, used) -> each.put(process, used / operations));
        return each;
    }
}
