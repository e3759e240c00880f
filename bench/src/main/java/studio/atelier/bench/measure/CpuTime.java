package studio.atelier.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import studio.atelier.e2e.Stack;
import studio.atelier.local.stack.ProcessMark;

/**
 * Processor time used by the processes of a stack, each with its children, including ended ones. Unlike wall-clock time
 * it does not depend on other load on the machine, and it shows which process does the work.
 */
public final class CpuTime {

    private static final double MILLIS_PER_TICK = 10;

    /**
     * Fields of /proc/PID/stat, counted from the state, which follows the name in parentheses: own time and that of
     * children.
     */
    private static final List<Integer> TICKS = List.of(11, 12, 13, 14);

    private final Map<String, Double> millis;

    private CpuTime(Map<String, Double> millis) {
        this.millis = millis;
    }

    /** The time used so far; empty on systems without {@code /proc}. */
    public static CpuTime of(Stack stack) {
        Map<String, Double> millis = new LinkedHashMap<>();
        ProcessMark.readAll(stack.directory()).stream()
                .filter(mark -> mark.order() >= 0)
                .forEach(mark -> millis.put(mark.name(), millis(stack.process(mark.name()))));
        return new CpuTime(millis);
    }

    /** The milliseconds that each process has used since then. */
    public Map<String, Double> since(CpuTime earlier) {
        Map<String, Double> used = new LinkedHashMap<>();
        millis.forEach((name, now) -> used.put(name, now - earlier.millis.getOrDefault(name, 0.0)));
        return used;
    }

    private static double millis(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(CpuTime::millisOfOne)
                .sum();
    }

    private static double millisOfOne(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return MILLIS_PER_TICK
                    * TICKS.stream().map(fields::get).mapToLong(Long::parseLong).sum();
        } catch (IOException e) {
            return 0; // it has just ended and is counted with its parent from now on
        }
    }
}
