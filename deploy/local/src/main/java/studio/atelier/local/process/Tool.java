package studio.atelier.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The result of a system program.
 *
 * @param exitCode -1 if it is not installed, or was killed because it took too long
 */
public record Tool(int exitCode, String output) {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    public static Tool run(String... command) {
        return runIn(Path.of(""), List.of(command));
    }

    public static Tool runIn(Path directory, List<String> command) {
        return runIn(directory, command, LIMIT);
    }

    /**
     * Runs a program in a directory.
     *
     * @param limit after which the program and its children are killed
     */
    static Tool runIn(Path directory, List<String> command, Duration limit) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // Set by whichever is first: the end of the program, or the limit.
            AtomicBoolean decided = new AtomicBoolean();
            CompletableFuture<Void> kill = CompletableFuture.runAsync(
                    () -> killTree(process, decided),
                    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            boolean ended = decided.compareAndSet(false, true);
            kill.cancel(false);
            return new Tool(ended ? exitCode : -1, output.strip());
        } catch (IOException e) {
            return new Tool(-1, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Tool(-1, "");
        }
    }

    private static void killTree(Process process, AtomicBoolean decided) {
        if (decided.compareAndSet(false, true)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
