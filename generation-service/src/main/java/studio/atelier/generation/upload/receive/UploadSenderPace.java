package studio.atelier.generation.upload.receive;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProblemCode;
import studio.atelier.generation.upload.UploadProperties;

/**
 * Distinguishes a slow sender from a slow disk: only the time in which no piece waits to be written counts for the
 * sender. A sender must send {@code least-progress} in each {@code idle-limit} of that time, so that an occasional byte
 * does not keep an upload open.
 */
final class UploadSenderPace {

    private final UploadProperties properties;
    private final LongSupplier nanoTime;
    private final AtomicInteger waiting = new AtomicInteger();
    private long waitedSince;
    private Duration waited = Duration.ZERO;
    private long bytes;

    /**
     * Starts waiting for the sender.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    UploadSenderPace(UploadProperties properties, LongSupplier nanoTime) {
        this.properties = properties;
        this.nanoTime = nanoTime;
        this.waitedSince = nanoTime.getAsLong();
    }

    /** Records that a piece has arrived; on any thread. */
    void pieceArrived() {
        waiting.incrementAndGet();
    }

    /**
     * Records that the next piece is about to be written.
     *
     * @throws UploadException.UploadRefusedException UPLOAD_TOO_SLOW
     */
    void beginPiece(int length) {
        waited = waited.plusNanos(nanoTime.getAsLong() - waitedSince);
        bytes += length;
        if (waited.compareTo(properties.idleLimit()) < 0) {
            return;
        }
        if (bytes < properties.leastProgress().toBytes()) {
            throw tooSlow();
        }
        waited = Duration.ZERO;
        bytes = 0;
    }

    /** Records that the piece is written. */
    void endPiece() {
        waiting.decrementAndGet();
        waitedSince = nanoTime.getAsLong();
    }

    /** Returns the error for a timeout: the disk's while pieces wait for it, else the sender's. */
    RuntimeException explainTimeout(TimeoutException timeout) {
        return waiting.get() > 0
                ? new ObjectStoreException.ObjectStoreUnavailableException(
                        "The disk is slower than the sender of a file", timeout)
                : tooSlow();
    }

    private static UploadException.UploadRefusedException tooSlow() {
        return UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_TOO_SLOW);
    }
}
