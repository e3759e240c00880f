package studio.atelier.platform.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from the broker.
 *
 * @param topic name at the broker
 * @param timestamp when the broker says it was written
 * @param acknowledge marks it, and all before it in its partition, as done; the mark is committed soon after. To be
 *     called of every record: the client counts those that are open before it gives a partition up
 */
record InboundEventRecord(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String key,
        OutboundEventRecord.EventRecordPayload value,
        Map<String, String> headers,
        Runnable acknowledge) {}
