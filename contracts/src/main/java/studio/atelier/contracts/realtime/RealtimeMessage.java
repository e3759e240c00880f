package studio.atelier.contracts.realtime;

import java.util.Map;
import studio.atelier.contracts.UserId;

/**
 * A moment of progress on its way to an open client. It travels by Redis pub/sub, is never stored, and the next one
 * replaces it; whoever misses it loses nothing that a read does not show.
 *
 * @param type type of the frame the client gets, such as {@code job.progress}
 * @param subject what it is about, such as the job's id; updates of one subject replace each other
 * @param sequence grows within the subject; an update below the last one sent is dropped
 * @param data the frame's data, plain JSON
 */
public record RealtimeMessage(UserId userId, String type, String subject, long sequence, Map<String, Object> data) {

    /** The channel, behind the deployment's Redis prefix. */
    public static final String CHANNEL = "live";
}
