package studio.atelier.platform.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the broker.
 *
 * @param id what the sender calls it, to be told which were taken
 * @param topic name at the broker
 */
record WireRecord(long id, String topic, @Nullable String key, Payload value, Map<String, String> headers) {

    /** Bytes that compare by identity; null for a tombstone. */
    static final class Payload {

        private final byte @Nullable [] bytes;

        Payload(byte @Nullable [] bytes) {
            this.bytes = bytes;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }

        int size() {
            return bytes == null ? 0 : bytes.length;
        }
    }
}
