package studio.atelier.local.stack;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import studio.atelier.local.process.ChildProcess;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.StackDirectory;

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
                ChildProcess.end(process.get(), ProcessHandle::destroy, LIMIT);
                alive++;
            }
            ProcessMark.delete(directory, mark.name());
        }
        return alive;
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
