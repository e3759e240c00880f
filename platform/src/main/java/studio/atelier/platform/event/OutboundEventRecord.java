package studio.atelier.platform.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to be sent to the broker.
 *
 * @param id the sender's id for it, used to report which records were acknowledged
 * @param topic name at the broker
 */
public record OutboundEventRecord(
        long id, String topic, @Nullable String key, EventRecordPayload value, Map<String, String> headers) {

    /** Bytes compared by identity; null for a tombstone. */
    public static final class EventRecordPayload {

        private final byte @Nullable [] bytes;

        public EventRecordPayload(byte @Nullable [] bytes) {
            this.bytes = bytes;
        }

        public byte @Nullable [] bytes() {
            return bytes;
        }

        int sizeInBytes() {
            return bytes == null ? 0 : bytes.length;
        }
    }
}
