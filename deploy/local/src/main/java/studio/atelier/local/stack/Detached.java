package studio.atelier.local.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/** Starts a supervisor that outlives the shell, and shows its output until the stack is ready. */
public final class Detached {

    private static final Duration POLL = Duration.ofMillis(100);

    private Detached() {}

    /**
     * Returns when the stack is ready or failed to start.
     *
     * @param command of the supervisor in the foreground
     * @return the exit code
     */
    public static int run(StackDirectory directory, List<String> command, PrintStream out) throws IOException {
        directory.create();
        Path log = directory.log("supervisor");
        Files.deleteIfExists(log);
        Files.deleteIfExists(directory.readyMark());
        Process process = new ProcessBuilder(inItsOwnSession(command))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return show(directory, process, log, out);
    }

    private static int show(StackDirectory directory, Process process, Path log, PrintStream out) throws IOException {
        long shown = 0;
        while (true) {
            boolean ready = Files.exists(directory.readyMark());
            boolean over = hasEnded(process);
            shown = showFrom(shown, log, out);
            if (over) {
                return process.exitValue();
            }
            if (ready) {
                hasEnded(process); // the last lines may still be on their way
                showFrom(shown, log, out);
                return 0;
            }
        }
    }

    private static long showFrom(long position, Path log, PrintStream out) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(position);
            byte[] fresh = new byte[(int) (file.length() - position)];
            file.readFully(fresh);
            out.print(new String(fresh, StandardCharsets.UTF_8));
            out.flush();
            return position + fresh.length;
        }
    }

    private static boolean hasEnded(Process process) {
        try {
            return process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Atelier was starting", e);
        }
    }

    /** Neither closing the terminal nor Ctrl-C may reach the supervisor. */
    private static List<String> inItsOwnSession(List<String> command) {
        List<String> detached = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            detached.add("/usr/bin/setsid");
        }
        detached.add("nohup");
        detached.addAll(command);
        return detached;
    }
}
