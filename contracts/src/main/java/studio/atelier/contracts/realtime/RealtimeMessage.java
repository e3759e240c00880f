package studio.atelier.contracts.realtime;

import java.util.Map;
import studio.atelier.contracts.UserId;

/**
 * A progress update for an open client. It is sent by Redis pub/sub, never stored, and replaced by the next one;
 * everything in a lost update can also be read from the service.
 *
 * @param type type of the frame sent to the client, such as {@code job.progress}
 * @param subject what it is about, such as the job's id; updates of one subject replace each other
 * @param sequence grows within the subject; an update below the last one sent is dropped
 * @param data the frame's data, plain JSON
 */
public record RealtimeMessage(UserId userId, String type, String subject, long sequence, Map<String, Object> data) {

    /** The channel, behind the deployment's Redis prefix. */
    public static final String CHANNEL = "live";
}
