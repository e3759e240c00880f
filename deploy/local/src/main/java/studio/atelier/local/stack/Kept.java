package studio.atelier.local.stack;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import studio.atelier.local.infra.ServerException;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/** A supervised process: restarted whenever it ends by itself, until it is stopped. */
final class Kept {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int START_ATTEMPTS = 3;

    private final Startable startable;
    private final int order;
    private final StackDirectory directory;
    private final Console console;
    private final Backoff backoff;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean wasReady;
    private volatile boolean givenUp;
    private int restarts;
    private volatile @Nullable ProcessIdentity identity;
    private @Nullable ProcessIdentity noted;
    private volatile @Nullable ProcessEnd lastEnd;

    Kept(Startable startable, int order, Duration longestPause, StackDirectory directory, Console console) {
        this.startable = startable;
        this.order = order;
        this.backoff = new Backoff(longestPause);
        this.directory = directory;
        this.console = console;
    }

    String name() {
        return startable.name();
    }

    Startable startable() {
        return startable;
    }

    /**
     * Starts and supervises the process; returns when it is ready.
     *
     * @throws StackException if it ends three times before it is first ready, or is not ready in time
     */
    void start(Readiness readiness, Duration limit) {
        long begun = System.nanoTime();
        launch();
        Thread.ofPlatform().daemon().name("keeps " + name()).start(this::keep);
        awaitReady(readiness, limit);
        wasReady = true;
        console.done(startable.title(), Duration.ofNanos(System.nanoTime() - begun), "on port " + startable.port());
    }

    /** Stops the process without a restart; returns when it has ended. */
    void stop() {
        stopping.countDown();
        synchronized (this) {
            startable.stop();
            ProcessMark.delete(directory, name());
        }
    }

    private void awaitReady(Readiness readiness, Duration limit) {
        Optional<URI> address = startable.readiness();
        if (address.isEmpty()) {
            return; // start() returned, so it is ready
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (!readiness.isReady(address.get())) {
            if (givenUp) {
                throw startable.failed("ended %d times while starting".formatted(START_ATTEMPTS));
            }
            if (System.nanoTime() > deadline) {
                throw startable.failed("was not ready within " + limit.toSeconds() + " s");
            }
            if (waitUnlessStopped(POLL)) {
                throw new StackException(name() + " was stopped while starting");
            }
        }
    }

    private void keep() {
        while (true) {
            Optional<ProcessHandle> running = startable.handle();
            long begun = System.nanoTime();
            running.ifPresent(process -> process.onExit().join());
            if (isStopping() || isHopeless()) {
                return;
            }
            noteEnd();
            Duration wait = backoff.after(Duration.ofNanos(System.nanoTime() - begun));
            console.say("  ! %s ended by itself (%s); starting it again in %s"
                    .formatted(name(), lastEnd == null ? "" : lastEnd.text(), Console.seconds(wait)));
            if (waitUnlessStopped(wait)) {
                return;
            }
            startAgain();
        }
    }

    /** A process that was never ready is not restarted endlessly: the user must see why it fails. */
    private boolean isHopeless() {
        givenUp = !wasReady && restarts + 1 >= START_ATTEMPTS;
        return givenUp;
    }

    private void startAgain() {
        restarts++;
        try {
            launch();
        } catch (ServerException | StackException e) {
            console.say("  ! " + e.getMessage());
        }
    }

    private synchronized void launch() {
        if (isStopping()) {
            return;
        }
        startable.start();
        startable.handle().map(ProcessIdentity::of).ifPresent(this::writeMark);
    }

    /**
     * Records the end in the mark at once, so that readers see it before the restart. Recorded once per process: a
     * failed restart does not change the end.
     */
    private synchronized void noteEnd() {
        ProcessIdentity ended = identity;
        if (ended == null || ended.equals(noted) || isStopping()) {
            return;
        }
        try {
            lastEnd = ProcessEnd.noteEnd(directory, name(), startable.exitCode());
            noted = ended;
            writeMark(ended);
        } catch (StackException e) {
            console.say("  ! " + e.getMessage()); // such as a full disk: the process is restarted anyway
        }
    }

    private void writeMark(ProcessIdentity process) {
        identity = process;
        String address = startable.readiness().map(URI::toString).orElse("");
        new ProcessMark(name(), order, process, startable.port(), address, restarts, lastEnd).write(directory);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private boolean waitUnlessStopped(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
