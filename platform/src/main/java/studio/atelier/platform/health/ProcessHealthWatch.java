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
import studio.atelier.platform.health.probe.DetectedFault;
import studio.atelier.platform.health.probe.FaultCause;
import studio.atelier.platform.health.probe.FaultProbe;
import studio.atelier.platform.health.probe.HealthProperties;

/**
 * Checks this process once a second, on a thread of its own. A fault that lasts turns readiness off, with a log line
 * and a written reason. One that persists, and that a restart fixes, ends the process at once, without shutdown hooks,
 * because the fault might keep them from finishing.
 */
final class ProcessHealthWatch implements SmartLifecycle {

    /** Exit code of a process that ends itself. The supervisor of {@code deploy/local} knows it. */
    static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(ProcessHealthWatch.class);
    private static final Duration FINAL_LOG_LINE_LIMIT = Duration.ofSeconds(2);
    private static final String NO_MEMORY = "out of memory (heap): not even the watch can allocate";
    private static final byte[] NO_MEMORY_LINE = ProcessEndReasonFile.toLine(FaultCause.HEAP, NO_MEMORY);

    private final List<WatchedFaultProbe> watched;
    private final HealthProperties properties;
    private final ProcessEndReasonFile reasonFile;
    private final ProcessReadiness readiness;
    private final Runnable beforeEachCheck;
    private final Runnable halt;
    private final LongSupplier nanoTime;
    private final CountDownLatch ending = new CountDownLatch(1);
    private long lastCheck;
    private long watchedNanos;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    /**
     * Creates the watch.
     *
     * @param beforeEachCheck injects the faults of fault tests
     * @param halt ends the process at once
     */
    ProcessHealthWatch(
            List<FaultProbe> probes,
            HealthProperties properties,
            ProcessEndReasonFile reasonFile,
            ProcessReadiness readiness,
            Runnable beforeEachCheck,
            Runnable halt,
            LongSupplier nanoTime) {
        this.watched = probes.stream()
                .map(probe -> new WatchedFaultProbe(probe, properties))
                .toList();
        this.properties = properties;
        this.reasonFile = reasonFile;
        this.readiness = readiness;
        this.beforeEachCheck = beforeEachCheck;
        this.halt = halt;
        this.nanoTime = nanoTime;
        this.lastCheck = nanoTime.getAsLong();
        readiness.showFaults(this::listFaults);
    }

    /** The current faults, by {@link FaultCause#id()}; empty if the process can work. */
    Map<String, String> listFaults() {
        Map<String, String> faults = new TreeMap<>();
        for (WatchedFaultProbe one : watched) {
            String sentence = one.sentence;
            if (sentence != null) {
                faults.put(one.probe.faultCause().id(), sentence);
            }
        }
        return faults;
    }

    boolean hasFault(FaultCause cause) {
        return listFaults().containsKey(cause.id());
    }

    @Override
    public void start() {
        stopped = false;
        readiness.enableUpdates();
        Thread.ofPlatform().daemon().name("health-end").start(this::haltIfFinalLogLineBlocks);
        Thread watching = Thread.ofPlatform().daemon().name("health-watch").unstarted(this::repeatChecks);
        thread = watching;
        watching.start();
    }

    /** Called before all other beans stop: readiness no longer changes and the process is no longer halted. */
    @Override
    public void stop() {
        stopped = true;
        readiness.disableUpdates();
        Thread running = thread;
        thread = null;
        if (running != null) {
            LockSupport.unpark(running);
            awaitEnd(running);
        }
    }

    /**
     * Waits one interval at most: a check that takes longer neither changes readiness nor halts the process afterwards.
     */
    private void awaitEnd(Thread running) {
        try {
            running.join(properties.interval());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void repeatChecks() {
        while (isRunning()) {
            try {
                beforeEachCheck.run();
                checkProcess();
            } catch (OutOfMemoryError e) {
                endWithoutMemory();
            } catch (RuntimeException | LinkageError e) {
                log.warn("Health check failed; it is repeated in {}", properties.interval(), e);
            }
            LockSupport.parkNanos(properties.interval().toNanos());
        }
    }

    void checkProcess() {
        long now = watchTime();
        for (WatchedFaultProbe one : watched) {
            judgeProbe(one, now);
        }
        readiness.updateReadiness(watched.stream().allMatch(one -> one.sentence == null));
    }

    /**
     * A check counts as one interval at most, however late it is: the time for which the whole process was paused, by a
     * signal, by swapping or by a collection, is not counted.
     */
    private long watchTime() {
        long now = nanoTime.getAsLong();
        watchedNanos += Math.min(now - lastCheck, properties.interval().toNanos());
        lastCheck = now;
        return watchedNanos;
    }

    private void judgeProbe(WatchedFaultProbe one, long now) {
        FaultCause cause = one.probe.faultCause();
        @Nullable DetectedFault fault = one.probe.findFault();
        FaultCauseHistory.FaultVerdict verdict = one.history.addResult(fault, now);
        if (verdict == FaultCauseHistory.FaultVerdict.HEALTHY) {
            if (one.sentence != null) {
                log.info("Recovered, readiness is UP again: {}", one.sentence);
                one.sentence = null;
                writeReason();
            }
        } else if (fault != null) {
            reportFault(one, cause.title() + ": " + fault.detail());
            if (verdict == FaultCauseHistory.FaultVerdict.UNRECOVERABLE && !isCausedByDisk(cause)) {
                endProcess(ProcessEndReasonFile.toLine(cause, sentenceOf(one)), sentenceOf(one));
            }
        }
    }

    /** A hanging file system blocks every thread that uses it, also after a restart. */
    private boolean isCausedByDisk(FaultCause cause) {
        return cause == FaultCause.BLOCKING_THREADS && hasFault(FaultCause.DISK);
    }

    private void reportFault(WatchedFaultProbe one, String sentence) {
        if (one.sentence == null) {
            one.sentence = sentence;
            writeReason();
            log.error("Readiness is DOWN: {}", sentence);
        }
    }

    private static String sentenceOf(WatchedFaultProbe one) {
        return String.valueOf(one.sentence);
    }

    /**
     * Written in advance, because the process may end in another way first. Causes that a restart fixes take
     * precedence.
     */
    private void writeReason() {
        watched.stream()
                .filter(one -> one.sentence != null)
                .min(Comparator.comparing(
                        (WatchedFaultProbe one) -> !one.probe.faultCause().isMendedByRestart()))
                .ifPresentOrElse(
                        one -> reasonFile.writeLine(
                                ProcessEndReasonFile.toLine(one.probe.faultCause(), sentenceOf(one))),
                        reasonFile::clearLine);
    }

    private void endWithoutMemory() {
        endProcess(NO_MEMORY_LINE, NO_MEMORY);
    }

    private void endProcess(byte[] reason, String sentence) {
        if (stopped || !properties.endsProcess()) {
            return;
        }
        reasonFile.writeLine(reason);
        ending.countDown();
        try {
            log.error("Exiting with code 70 for a restart by the supervisor: {}", sentence);
        } catch (OutOfMemoryError e) {
            // The written reason is enough.
        }
        halt.run();
    }

    /** Logging can hang on a lock that a thread left locked when it ran out of memory. */
    private void haltIfFinalLogLineBlocks() {
        try {
            ending.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LockSupport.parkNanos(FINAL_LOG_LINE_LIMIT.toNanos());
        halt.run();
    }

    private static final class WatchedFaultProbe {

        private final FaultProbe probe;
        private final FaultCauseHistory history;
        /** The current fault; null if there is none. */
        private volatile @Nullable String sentence;

        WatchedFaultProbe(FaultProbe probe, HealthProperties properties) {
            this.probe = probe;
            this.history = new FaultCauseHistory(probe.faultCause(), properties);
        }
    }
}
