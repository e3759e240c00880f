package studio.atelier.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The process that was started last for one purpose, and its end. */
public final class ChildProcess {

    private volatile @Nullable Process last;
    private volatile boolean stopped;

    public Process start(ProcessBuilder builder) throws IOException {
        Process started = builder.start();
        last = started;
        stopped = false;
        return started;
    }

    public boolean isRunning() {
        return handle().filter(ProcessHandle::isAlive).isPresent();
    }

    /** The process, also if it has ended by itself; empty before the first start and after a stop. */
    public Optional<ProcessHandle> handle() {
        return Optional.ofNullable(last).filter(process -> !stopped).map(Process::toHandle);
    }

    /** The exit code; waits until the process has ended. */
    public int exitCode() {
        Process process = last;
        return process == null ? 0 : process.onExit().join().exitValue();
    }

    /** Ends the process if it runs; see {@link #end}. */
    public void stop(Consumer<ProcessHandle> signal, Duration limit) {
        handle().ifPresent(process -> end(process, signal, limit));
        stopped = true;
    }

    /** Signals a process to end, and kills it if it has not ended within the limit; returns when it has ended. */
    public static void end(ProcessHandle process, Consumer<ProcessHandle> signal, Duration limit) {
        if (!process.isAlive()) {
            return;
        }
        signal.accept(process);
        process.onExit()
                .completeOnTimeout(process, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
        process.onExit().join();
    }
}
