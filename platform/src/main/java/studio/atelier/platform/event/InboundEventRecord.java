package studio.atelier.platform.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record received from the broker.
 *
 * @param topic name at the broker
 * @param timestamp the broker's timestamp of the record
 * @param acknowledge marks it, and all before it in its partition, as done; the offset is committed soon after. Must be
 *     called for every record: the client counts open records before it gives up a partition
 */
public record InboundEventRecord(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String key,
        OutboundEventRecord.EventRecordPayload value,
        Map<String, String> headers,
        Runnable acknowledge) {}
