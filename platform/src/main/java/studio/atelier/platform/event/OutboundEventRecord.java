package studio.atelier.platform.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the broker.
 *
 * @param id what the sender calls it, to be told which were taken
 * @param topic name at the broker
 */
record OutboundEventRecord(
        long id, String topic, @Nullable String key, EventRecordPayload value, Map<String, String> headers) {

    /** Bytes that compare by identity; null for a tombstone. */
    static final class EventRecordPayload {

        private final byte @Nullable [] bytes;

        EventRecordPayload(byte @Nullable [] bytes) {
            this.bytes = bytes;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }

        int sizeInBytes() {
            return bytes == null ? 0 : bytes.length;
        }
    }
}
