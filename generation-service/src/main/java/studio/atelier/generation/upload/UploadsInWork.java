package studio.atelier.generation.upload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Counts the uploads in work in this process, and refuses more before anything of them is received: beyond a number for
 * each user, and over all users beyond a number of bytes being received and a number of photos being processed.
 * Processing is what takes time; whoever is let in waits for few others.
 */
@Component
class UploadsInWork {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final UploadProperties properties;
    private final Map<UserId, Integer> ofUser = new HashMap<>();
    private long bytes;
    private int processing;

    UploadsInWork(UploadProperties properties, MeterRegistry meters) {
        this.properties = properties;
        Gauge.builder("atelier.upload.receiving", this, UploadsInWork::bytes)
                .baseUnit("bytes")
                .description("The bodies of the uploads in work")
                .register(meters);
        Gauge.builder("atelier.upload.processing", this, UploadsInWork::processing)
                .description("Uploads that were received and are being decoded and stored")
                .register(meters);
    }

    /**
     * Lets an upload in.
     *
     * @param length of the body as declared, or -1
     * @return to be left in the end, whatever happens
     * @throws UploadException if the user has too many in work, or the body is far too large
     * @throws CommonProblemException 503 if all together are too many
     */
    synchronized Place enter(UserId owner, long length) {
        long limit = Reception.PATIENCE * properties.maxSize().toBytes();
        if (length > limit) {
            throw UploadException.Refused.tooLarge(properties.maxSize());
        }
        long charged = length < 0 ? limit : length;
        if (ofUser.getOrDefault(owner, 0) >= properties.maxInWorkPerUser()) {
            throw new UploadException.TooManyAtOnce(properties.maxInWorkPerUser());
        }
        if (processing >= properties.maxProcessing()
                || bytes + charged > properties.maxInWork().toBytes()) {
            throw CommonProblemException.unavailable(RETRY_AFTER);
        }
        ofUser.merge(owner, 1, Integer::sum);
        bytes += charged;
        return new Place(owner, charged);
    }

    private synchronized long bytes() {
        return bytes;
    }

    private synchronized int processing() {
        return processing;
    }

    /** An upload in work. */
    final class Place {

        private final UserId owner;
        private final long charged;
        private boolean received;
        private boolean left;

        private Place(UserId owner, long charged) {
            this.owner = owner;
            this.charged = charged;
        }

        /** From now on it is processed. */
        void received() {
            synchronized (UploadsInWork.this) {
                if (!left && !received) {
                    received = true;
                    processing++;
                }
            }
        }

        /** Repeatable. */
        void leave() {
            synchronized (UploadsInWork.this) {
                if (left) {
                    return;
                }
                left = true;
                bytes -= charged;
                processing -= received ? 1 : 0;
                ofUser.computeIfPresent(owner, (user, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
