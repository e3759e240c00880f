package studio.atelier.platform.event;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents 1.0 attributes of a Kafka record in binary mode.
 *
 * @param source the service that published it
 */
public record CloudEventAttributes(UUID id, String type, String source, Instant time) {

    static final String TRACEPARENT = "traceparent";
    private static final String ID = "ce_id";
    private static final String TYPE = "ce_type";
    private static final String SOURCE = "ce_source";
    private static final String TIME = "ce_time";
    private static final String SPEC_VERSION = "ce_specversion";
    private static final String PARTITION_KEY = "ce_partitionkey";
    private static final String CONTENT_TYPE = "content-type";
    private static final String VERSION = "1.0";
    private static final String JSON = "application/json";

    /** Writes the headers of a record with this key. */
    public Map<String, String> toHeaders(String key, @Nullable String traceparent) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(SPEC_VERSION, VERSION);
        headers.put(ID, id.toString());
        headers.put(TYPE, type);
        headers.put(SOURCE, source);
        headers.put(TIME, time.toString());
        headers.put(PARTITION_KEY, key);
        headers.put(CONTENT_TYPE, JSON);
        if (traceparent != null) {
            headers.put(TRACEPARENT, traceparent);
        }
        return headers;
    }

    /**
     * Reads the attributes of a record.
     *
     * @throws RejectedEventException if it is not a CloudEvent that this class can read
     */
    static CloudEventAttributes of(Map<String, String> headers) {
        if (!VERSION.equals(headers.get(SPEC_VERSION))) {
            throw new RejectedEventException("not a CloudEvent of version 1.0");
        }
        if (!headers.getOrDefault(CONTENT_TYPE, JSON).startsWith(JSON)) {
            throw new RejectedEventException("not JSON");
        }
        try {
            return new CloudEventAttributes(
                    UUID.fromString(requireHeader(headers, ID)),
                    requireHeader(headers, TYPE),
                    requireHeader(headers, SOURCE),
                    Instant.parse(requireHeader(headers, TIME)));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new RejectedEventException("malformed CloudEvents header");
        }
    }

    private static String requireHeader(Map<String, String> headers, String name) {
        String value = headers.get(name);
        if (value == null) {
            throw new RejectedEventException("no header " + name);
        }
        return value;
    }
}
