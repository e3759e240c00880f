package studio.atelier.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/**
 * How a process ended by itself.
 *
 * @param at to the second
 * @param reason in words
 */
public record ProcessEnd(Instant at, String reason) {

    /**
     * The exit code of a service that ends itself after it has recorded its reason; see the platform's {@code health}.
     */
    private static final int ENDED_ITSELF = 70;

    private static final int OUT_OF_MEMORY = 3;
    private static final int SIGNALLED = 128;
    private static final int SIGKILL = SIGNALLED + 9;
    private static final int SIGTERM = SIGNALLED + 15;

    /** Prefix of the line of an ended process: its successor may read it, but it is not a current problem. */
    private static final String ENDED = "ended ";

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter ANOTHER_DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    public ProcessEnd {
        at = at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The current problem that a running service has recorded; empty if there is none. */
    public static Optional<String> writtenReason(StackDirectory directory, String process) {
        return writtenLine(directory, process).map(ProcessEnd::withoutCause);
    }

    /** {@code <cause> <reason>}, as the service wrote it. */
    private static Optional<String> writtenLine(StackDirectory directory, String process) {
        String line = readLine(directory.endReason(process));
        return line.contains(" ") && !line.startsWith(ENDED) ? Optional.of(line) : Optional.empty();
    }

    /** The end of a process that has just ended. Writes the reason where the next process of that name finds it. */
    static ProcessEnd noteEnd(StackDirectory directory, String process, int exitCode) {
        String line = writtenLine(directory, process)
                .map(written -> exitCode == ENDED_ITSELF
                        ? written
                        : inWords(exitCode) + ", while it was not ready: " + withoutCause(written))
                .orElse(inWords(exitCode));
        write(directory.endReason(process), ENDED + line + '\n');
        return new ProcessEnd(Instant.now(), withoutCause(line));
    }

    private static String withoutCause(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    /** {@code <cause> <reason>}, the cause for metrics. */
    private static String inWords(int exitCode) {
        return switch (exitCode) {
            case ENDED_ITSELF -> "unknown ended itself because it could not do its work; no reason was written";
            case OUT_OF_MEMORY -> "heap out of memory: the JVM ended itself at an OutOfMemoryError";
            case SIGKILL -> "killed killed: by kill -9, or by the system for lack of memory";
            case SIGTERM -> "signal told to end by a signal";
            default ->
                exitCode > SIGNALLED
                        ? "signal ended by signal %d".formatted(exitCode - SIGNALLED)
                        : "exit ended with exit code " + exitCode;
        };
    }

    /** {@code 22:36:10, out of memory (heap): …}, in this machine's zone. */
    public String text() {
        var local = at.atZone(ZoneId.systemDefault());
        boolean today = local.toLocalDate().equals(LocalDate.now(local.getZone()));
        return (today ? TODAY : ANOTHER_DAY).format(local) + ", " + reason;
    }

    private static String readLine(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static void write(Path file, String line) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, line);
        } catch (IOException e) {
            throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
