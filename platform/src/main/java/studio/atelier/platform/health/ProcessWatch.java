package studio.atelier.platform.health;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at this process once a second, on a thread of its own. A fault that lasts takes readiness away, with a log line
 * and a written reason; one that does not heal, and that a restart mends, ends the process at once, without shutdown
 * hooks: what is broken might keep them from ever ending.
 */
final class ProcessWatch implements SmartLifecycle {

    /** With which the process ends itself. The supervisor of {@code deploy/local} knows it. */
    static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(ProcessWatch.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int LONGEST_STEP_IN_INTERVALS = 3;
    private static final String NO_MEMORY = "out of memory (heap): not even the watch can allocate";
    private static final byte[] NO_MEMORY_LINE = EndReasonFile.line(FaultCause.HEAP, NO_MEMORY);

    private final List<Watched> watched;
    private final HealthProperties properties;
    private final EndReasonFile reasonFile;
    private final ProcessReadiness readiness;
    private final Runnable beforeEachLook;
    private final Runnable halt;
    private final LongSupplier nanoTime;
    private final CountDownLatch ending = new CountDownLatch(1);
    private long lastLook;
    private long watchedNanos;
    private volatile @Nullable Thread thread;

    /**
     * Creates it.
     *
     * @param beforeEachLook where fault tests make the process sick
     * @param halt ends the process at once
     */
    ProcessWatch(
            List<FaultProbe> probes,
            HealthProperties properties,
            EndReasonFile reasonFile,
            ProcessReadiness readiness,
            Runnable beforeEachLook,
            Runnable halt,
            LongSupplier nanoTime) {
        this.watched =
                probes.stream().map(probe -> new Watched(probe, properties)).toList();
        this.properties = properties;
        this.reasonFile = reasonFile;
        this.readiness = readiness;
        this.beforeEachLook = beforeEachLook;
        this.halt = halt;
        this.nanoTime = nanoTime;
        this.lastLook = nanoTime.getAsLong();
        readiness.showFaults(this::faults);
    }

    /** What is wrong, by {@link FaultCause#id()}; empty if the process can do its work. */
    Map<String, String> faults() {
        Map<String, String> faults = new TreeMap<>();
        for (Watched one : watched) {
            String sentence = one.sentence;
            if (sentence != null) {
                faults.put(one.probe.cause().id(), sentence);
            }
        }
        return faults;
    }

    boolean hasFault(FaultCause cause) {
        return faults().containsKey(cause.id());
    }

    @Override
    public void start() {
        Thread.ofPlatform().daemon().name("health-end").start(this::endIfLastWordsHang);
        Thread watching = Thread.ofPlatform().daemon().name("health-watch").unstarted(this::keepLooking);
        thread = watching;
        watching.start();
    }

    /** First of all: a process that ends in good order is not judged any more. */
    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void keepLooking() {
        while (isRunning()) {
            try {
                beforeEachLook.run();
                look();
            } catch (OutOfMemoryError e) {
                endWithoutMemory();
            } catch (RuntimeException | LinkageError e) {
                log.warn("A look at this process failed; the next one follows", e);
            }
            LockSupport.parkNanos(properties.interval().toNanos());
        }
    }

    void look() {
        long now = watchTime();
        for (Watched one : watched) {
            judge(one, now);
        }
        readiness.update(watched.stream().allMatch(one -> one.sentence == null));
    }

    /** Time during which the process stood still as a whole, stopped or collecting, does not count as watched. */
    private long watchTime() {
        long now = nanoTime.getAsLong();
        long longestStep = properties.interval().toNanos() * LONGEST_STEP_IN_INTERVALS;
        watchedNanos += Math.min(now - lastLook, longestStep);
        lastLook = now;
        return watchedNanos;
    }

    private void judge(Watched one, long now) {
        FaultCause cause = one.probe.cause();
        @Nullable Fault fault = one.probe.findFault();
        FaultHistory.Verdict verdict = one.history.add(fault, now);
        if (verdict == FaultHistory.Verdict.FINE) {
            if (one.sentence != null) {
                log.info("Healed: {}", one.sentence);
                one.sentence = null;
                writeReason();
            }
        } else if (fault != null) {
            report(one, cause.title() + ": " + fault.detail());
            if (verdict == FaultHistory.Verdict.HOPELESS && properties.endsProcess()) {
                end(EndReasonFile.line(cause, sentenceOf(one)), sentenceOf(one));
            }
        }
    }

    private void report(Watched one, String sentence) {
        if (one.sentence == null) {
            one.sentence = sentence;
            writeReason();
            log.error("Not ready, because of {}", sentence);
        }
    }

    private static String sentenceOf(Watched one) {
        return String.valueOf(one.sentence);
    }

    /** Ahead of the end, for the process may end otherwise first; what a restart mends goes before the rest. */
    private void writeReason() {
        watched.stream()
                .filter(one -> one.sentence != null)
                .min(Comparator.comparing((Watched one) -> !one.probe.cause().isMendedByRestart()))
                .ifPresentOrElse(
                        one -> reasonFile.write(EndReasonFile.line(one.probe.cause(), sentenceOf(one))),
                        reasonFile::clear);
    }

    private void endWithoutMemory() {
        if (properties.endsProcess()) {
            end(NO_MEMORY_LINE, NO_MEMORY);
        }
    }

    private void end(byte[] reason, String sentence) {
        reasonFile.write(reason);
        ending.countDown();
        try {
            log.error("This process ends, to be started anew, because of {}", sentence);
        } catch (OutOfMemoryError e) {
            // The written reason has to do.
        }
        halt.run();
    }

    /** Logging can hang on a lock that a thread without memory has left locked. */
    private void endIfLastWordsHang() {
        try {
            ending.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LockSupport.parkNanos(LAST_WORDS.toNanos());
        halt.run();
    }

    private static final class Watched {

        private final FaultProbe probe;
        private final FaultHistory history;
        /** What is wrong; null if nothing is. */
        private volatile @Nullable String sentence;

        Watched(FaultProbe probe, HealthProperties properties) {
            this.probe = probe;
            this.history = new FaultHistory(probe.cause(), properties);
        }
    }
}
