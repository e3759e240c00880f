package studio.atelier.platform.health;

import org.jspecify.annotations.Nullable;

/**
 * Decides for one cause what the checks of the last seconds mean: a single failed check means nothing, a fault that
 * comes and goes counts as one that stays.
 */
final class FaultCauseHistory {

    /** What is to be done about a cause. */
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
     * @param now in nanoseconds of time that was watched
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
