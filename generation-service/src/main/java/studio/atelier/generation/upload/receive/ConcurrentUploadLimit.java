package studio.atelier.generation.upload.receive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Counts the uploads in work in this process and refuses more before any byte of them is received: beyond a number for
 * each user, and over all users beyond a number of uploads, of bytes received and of photos being processed. Decoding
 * is the slow part, so an admitted upload waits for few others.
 *
 * <p>Bytes count when they have arrived: a declared length costs nothing, so counting it would let a few silent senders
 * block all others. Admitted uploads may exceed the bound on bytes, each by the largest photo at most.
 */
@Component
class ConcurrentUploadLimit {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final UploadProperties properties;
    private final Map<UserId, Integer> ofUser = new HashMap<>();
    private int uploads;
    private long bytes;
    private int processing;

    ConcurrentUploadLimit(UploadProperties properties, MeterRegistry meters) {
        this.properties = properties;
        Gauge.builder("atelier.upload.receiving", this, ConcurrentUploadLimit::countReceivedBytes)
                .baseUnit("bytes")
                .description("Bytes received of the uploads in work")
                .register(meters);
        Gauge.builder("atelier.upload.processing", this, ConcurrentUploadLimit::countProcessing)
                .description("Uploads that were received and are being decoded and stored")
                .register(meters);
    }

    /**
     * Admits an upload until its room is released.
     *
     * @param length of the body as declared, or -1
     * @return the upload in progress; the caller must release it in every case
     * @throws UploadException if the user has too many in work, or the body is far too large
     * @throws CommonProblemException 503 if all users together have too many
     */
    synchronized UploadInProgress admitUpload(UserId owner, long length) {
        if (length
                > MultipartUploadReader.MAX_BODY_FACTOR * properties.maxSize().toBytes()) {
            throw UploadException.UploadRefusedException.tooLarge(properties.maxSize());
        }
        if (ofUser.getOrDefault(owner, 0) >= properties.maxInWorkPerUser()) {
            throw new UploadException.TooManyUploadsException(properties.maxInWorkPerUser());
        }
        if (uploads >= properties.maxAtOnce()
                || processing >= properties.maxProcessing()
                || bytes >= properties.maxInWork().toBytes()) {
            throw CommonProblemException.serviceUnavailable(RETRY_AFTER);
        }
        ofUser.merge(owner, 1, Integer::sum);
        uploads++;
        return new UploadInProgress(owner);
    }

    private synchronized long countReceivedBytes() {
        return bytes;
    }

    private synchronized int countProcessing() {
        return processing;
    }

    /** An upload in progress. */
    final class UploadInProgress {

        private final UserId owner;
        private long bytesReceived;
        private boolean received;
        private boolean released;

        private UploadInProgress(UserId owner) {
            this.owner = owner;
        }

        /** Counts bytes that have arrived and are kept. */
        void addReceived(int length) {
            synchronized (ConcurrentUploadLimit.this) {
                if (!released) {
                    bytesReceived += length;
                    bytes += length;
                }
            }
        }

        /** Marks the upload as received: it is processed now. */
        void bodyReceived() {
            synchronized (ConcurrentUploadLimit.this) {
                if (!released && !received) {
                    received = true;
                    processing++;
                }
            }
        }

        /** Releases the upload's room. Repeatable. */
        void releaseRoom() {
            synchronized (ConcurrentUploadLimit.this) {
                if (released) {
                    return;
                }
                released = true;
                uploads--;
                bytes -= bytesReceived;
                processing -= received ? 1 : 0;
                ofUser.computeIfPresent(owner, (user, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
