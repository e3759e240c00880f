package studio.atelier.local.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.atelier.local.process.Tool;
import studio.atelier.local.settings.StackDirectory;

/** Shows the processes of a stack with age, memory and readiness. */
public final class Status {

    private static final String ROW = "%-20s %8s %9s %9s %7s  %s%n";
    private static final int KIB_PER_MIB = 1024;

    private final Readiness readiness = new Readiness();

    /** Prints a table; returns whether every started process runs and is ready. */
    public boolean print(StackDirectory directory, PrintStream out) {
        List<ProcessMark> marks = ProcessMark.readAll(directory);
        if (marks.isEmpty()) {
            out.println("Nothing runs. ./atelier up starts everything.");
            return false;
        }
        out.printf(ROW, "process", "pid", "up", "memory", "port", "state");
        boolean allWell = true;
        for (ProcessMark mark : marks) {
            allWell &= print(directory, mark, out);
        }
        return allWell;
    }

    private boolean print(StackDirectory directory, ProcessMark mark, PrintStream out) {
        Optional<ProcessHandle> process = mark.identity().find();
        String state = process.isEmpty() ? "ended, about to be started again" : state(directory, mark);
        String restarts = mark.restarts() == 0 ? "" : ", restarts: " + mark.restarts();
        ProcessEnd end = mark.lastEnd();
        String lastEnd = end == null ? "" : ", last end: " + end.text();
        out.printf(
                ROW,
                mark.name(),
                process.map(ProcessHandle::pid).map(String::valueOf).orElse("–"),
                process.map(handle -> age(mark.identity().startedAt())).orElse("–"),
                process.map(handle -> memory(mark, handle)).orElse("–"),
                mark.port() == 0 ? "" : Integer.toString(mark.port()),
                state + restarts + lastEnd);
        return "ready".equals(state);
    }

    private String state(StackDirectory directory, ProcessMark mark) {
        boolean ready = mark.readiness().isEmpty() || readiness.isReady(URI.create(mark.readiness()));
        return ready
                ? "ready"
                : ProcessEnd.writtenReason(directory, mark.name())
                        .map(reason -> "not ready: " + reason)
                        .orElse("not ready");
    }

    private static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now());
        if (age.toHours() > 0) {
            return "%d h %02d m".formatted(age.toHours(), age.toMinutesPart());
        }
        return age.toMinutes() > 0
                ? "%d m %02d s".formatted(age.toMinutes(), age.toSecondsPart())
                : age.toSeconds() + " s";
    }

    /** The memory of the process, for PostgreSQL with its children. */
    private static String memory(ProcessMark mark, ProcessHandle process) {
        Stream<ProcessHandle> children = "postgres".equals(mark.name()) ? process.children() : Stream.empty();
        long kib = Stream.concat(Stream.of(process), children)
                .mapToLong(Status::residentKib)
                .sum();
        return kib == 0 ? "?" : kib / KIB_PER_MIB + " MiB";
    }

    /** The proportional set size on Linux, else the resident set size. */
    private static long residentKib(ProcessHandle process) {
        try {
            return kib(Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")), "Pss:");
        } catch (IOException e) {
            return residentKibFromPs(process);
        }
    }

    private static long residentKibFromPs(ProcessHandle process) {
        String text =
                Tool.run("ps", "-o", "rss=", "-p", Long.toString(process.pid())).output();
        return text.isEmpty() ? 0 : Long.parseLong(text); // without ps shown as unknown
    }

    private static long kib(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
