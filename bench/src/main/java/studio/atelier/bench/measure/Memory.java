package studio.atelier.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import studio.atelier.local.process.Tool;

/**
 * Memory of a process with its children.
 *
 * @param residentMib resident memory, with shared pages counted for each process
 * @param proportionalMib the same, with shared pages divided among the processes, so that the figures add up
 */
public record Memory(double residentMib, double proportionalMib) {

    private static final double KIB_PER_MIB = 1024;

    /** The current memory of this process; 0 on systems without {@code /proc}. */
    public static Memory of(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(Memory::ofAlone)
                .reduce(new Memory(0, 0), Memory::plus);
    }

    /** The sum of both. */
    public Memory plus(Memory other) {
        return new Memory(residentMib + other.residentMib, proportionalMib + other.proportionalMib);
    }

    /** The memory of this process without its children. */
    public static Memory ofAlone(ProcessHandle process) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"));
            return new Memory(mib(lines, "Rss:"), mib(lines, "Pss:"));
        } catch (IOException e) {
            return new Memory(0, 0); // it has just ended, or the system is not Linux
        }
    }

    /**
     * The size of the objects that are in use in a JVM, which collects its garbage for this.
     *
     * @throws IllegalStateException if the JVM does not answer
     */
    public static long liveBytes(ProcessHandle jvm) {
        Tool jcmd = Tool.run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(jvm.pid()),
                "GC.class_histogram");
        return jcmd.output()
                .lines()
                .filter(line -> line.startsWith("Total "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd failed for process " + jvm.pid()));
    }

    private static double mib(List<String> lines, String name) {
        return lines.stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / KIB_PER_MIB;
    }
}
