package studio.atelier.platform.health;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.health.probe.DetectedFault;
import studio.atelier.platform.health.probe.FaultCause;
import studio.atelier.platform.health.probe.HealthProperties;

/**
 * Evaluates the checks of the last seconds for one cause: a single failed check is ignored, and an intermittent fault
 * counts as a lasting one.
 */
final class FaultCauseHistory {

    /** What follows from the checks of a cause. */
    enum FaultVerdict {
        HEALTHY,
        /** The process is not ready. */
        NOT_READY,
        /** The process ends. */
        UNRECOVERABLE
    }

    private final boolean mendedByRestart;
    private final long noticeAfterNanos;
    private final long recoverAfterNanos;
    private final long endAfterNanos;
    private boolean suspected;
    private long firstBad;
    private long lastBad;
    private FaultVerdict verdict = FaultVerdict.HEALTHY;

    FaultCauseHistory(FaultCause cause, HealthProperties properties) {
        this.mendedByRestart = cause.isMendedByRestart();
        this.noticeAfterNanos = properties.noticeAfter().toNanos();
        this.recoverAfterNanos = properties.recoverAfter().toNanos();
        this.endAfterNanos = Math.max(
                properties.endAfter().toNanos(), cause.shortestUntilEnd().toNanos());
    }

    /**
     * Adds the result of a check.
     *
     * @param now watched time, in nanoseconds
     */
    FaultVerdict addResult(@Nullable DetectedFault fault, long now) {
        if (fault != null) {
            addBad(fault, now);
        } else if (suspected && now - lastBad >= recoverAfterNanos) {
            suspected = false;
            verdict = FaultVerdict.HEALTHY;
        }
        return verdict;
    }

    private void addBad(DetectedFault fault, long now) {
        if (!suspected) {
            suspected = true;
            firstBad = now;
        }
        lastBad = now;
        long lasted = now - firstBad;
        if (mendedByRestart && (fault.endsAtOnce() || lasted >= endAfterNanos)) {
            verdict = FaultVerdict.UNRECOVERABLE;
        } else if (lasted >= noticeAfterNanos) {
            verdict = FaultVerdict.NOT_READY;
        }
    }
}
