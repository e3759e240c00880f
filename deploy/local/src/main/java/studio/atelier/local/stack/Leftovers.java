package studio.atelier.local.stack;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/** Processes left by a killed supervisor. */
final class Leftovers {

    private static final Duration LIMIT = Duration.ofSeconds(25);

    private Leftovers() {}

    /** Ends them, services before infrastructure, and deletes their marks; returns their number. */
    static int end(StackDirectory directory, Console console) {
        List<ProcessMark> marks = ProcessMark.readAll(directory).stream()
                .sorted(Comparator.comparingInt(ProcessMark::order).reversed())
                .toList();
        int alive = 0;
        for (ProcessMark mark : marks) {
            Optional<ProcessHandle> process = mark.identity().find();
            if (process.isPresent()) {
                console.say("  ! Ending %s, left from an earlier run".formatted(mark.name()));
                end(process.get());
                alive++;
            }
            ProcessMark.delete(directory, mark.name());
        }
        return alive;
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new StackException("Cannot end process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while ending process " + process.pid(), e);
        }
    }

    /** The supervisor's process, if it runs. */
    static Optional<ProcessHandle> supervisor(StackDirectory directory) {
        return ProcessMark.readAll(directory).stream()
                .filter(mark -> "supervisor".equals(mark.name()))
                .map(ProcessMark::identity)
                .map(ProcessIdentity::find)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
