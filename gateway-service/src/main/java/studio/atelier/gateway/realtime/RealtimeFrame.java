package studio.atelier.gateway.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to a client.
 *
 * @param id position to resume from; absent on frames that are not kept, such as progress
 * @param type such as {@code job.completed}
 * @param data depends on the type
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RealtimeFrame(
        @Nullable String id,
        String type,
        Instant at,
        @Nullable Object data) {

    /** A frame that is sent once and not kept. */
    static RealtimeFrame ofUnkept(String type, Instant at, @Nullable Object data) {
        return new RealtimeFrame(null, type, at, data);
    }

    /** Returns the same frame with this position. */
    RealtimeFrame withId(RealtimePosition position) {
        return new RealtimeFrame(position.toText(), type, at, data);
    }
}
