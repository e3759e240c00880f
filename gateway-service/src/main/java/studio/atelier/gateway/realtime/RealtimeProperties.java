package studio.atelier.gateway.realtime;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The WebSocket that notifies a client of changes.
 *
 * @param ticketKey signs tickets; the same on every gateway instance; at least 32 characters
 * @param ticketLife how long a ticket opens a socket
 * @param heartbeat how often an open socket is sent {@code ping}
 * @param history how far back a broken connection can resume
 * @param historySize bytes of frames kept for that, over all users
 * @param socketBuffer frames that wait for one slow client before it is cut off
 * @param clientFrames frames a client may send in a second, pings included; one that sends more is cut off
 * @param clientFrameSize bytes of the largest of them
 * @param socketsPerUser open sockets of one user; one more closes the oldest
 */
@Validated
@ConfigurationProperties("atelier.realtime")
public record RealtimeProperties(
        @NotBlank String ticketKey,
        @DefaultValue("60s") @NotNull Duration ticketLife,
        @DefaultValue("20s") @NotNull Duration heartbeat,
        @DefaultValue("15m") @NotNull Duration history,
        @DefaultValue("64MB") @NotNull DataSize historySize,
        @DefaultValue("256") @Positive int socketBuffer,
        @DefaultValue("20") @Positive int clientFrames,
        @DefaultValue("2KB") @NotNull DataSize clientFrameSize,
        @DefaultValue("8") @Positive int socketsPerUser) {}
