package studio.atelier.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Memory of a process with its children.
 *
 * @param residentMib what they touch in memory, counted for each of them
 * @param proportionalMib the same, with what several processes share divided among them: these sums add up
 */
public record Memory(double residentMib, double proportionalMib) {

    private static final double KIB_PER_MIB = 1024;

    /** Of this process now; 0 where the system has no {@code /proc}. */
    public static Memory of(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(Memory::ofAlone)
                .reduce(new Memory(0, 0), Memory::plus);
    }

    /** Both together. */
    public Memory plus(Memory other) {
        return new Memory(residentMib + other.residentMib, proportionalMib + other.proportionalMib);
    }

    /** Of this process without its children. */
    public static Memory ofAlone(ProcessHandle process) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"));
            return new Memory(mib(lines, "Rss:"), mib(lines, "Pss:"));
        } catch (IOException e) {
            return new Memory(0, 0); // it has just ended, or this is no Linux
        }
    }

    private static double mib(List<String> lines, String name) {
        return lines.stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / KIB_PER_MIB;
    }
}
