package studio.atelier.gateway.route;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The services behind the gateway, and how much of what it is asked each of them gets at once. The sum of the bounds
 * stays below the number of connections to one service, so that no request waits for a connection.
 *
 * @param responseTimeout how long a service may take to begin its answer once it has the whole request
 * @param slowAnswer an answer that takes this long to begin counts as slow: when four of five are, the service gets no
 *     requests of that kind for two seconds
 * @param idleTimeout how long a service may be silent in the middle of an answer
 * @param calls of a service: calls without an answer yet
 * @param operator of a service: operator's calls without an answer yet
 * @param webhooks of a service: webhooks without an answer yet
 * @param uploads uploads without an answer yet
 * @param pictures pictures being sent to clients
 */
@Validated
@ConfigurationProperties("atelier.upstream")
public record UpstreamProperties(
        @NotNull URI auth,
        @NotNull URI billing,
        @NotNull URI generation,
        @NotNull URI chat,
        @DefaultValue("30s") @NotNull Duration responseTimeout,
        @DefaultValue("5s") @NotNull Duration slowAnswer,
        @DefaultValue("60s") @NotNull Duration idleTimeout,
        @DefaultValue("256") @Positive int calls,
        @DefaultValue("16") @Positive int operator,
        @DefaultValue("100") @Positive int webhooks,
        @DefaultValue @Valid @NotNull Uploads uploads,
        @DefaultValue @Valid @NotNull Pictures pictures) {

    /**
     * Bounds on uploads.
     *
     * @param inFlight uploads that are being received or answered
     * @param answering uploads whose last byte has arrived and whose answer has not begun; at this number new ones are
     *     refused, because they would only wait
     * @param perUser uploads in flight of one user
     * @param size bytes of all uploads in flight, by their declared length; enough for {@code inFlight} of the largest,
     *     because a length costs its sender nothing: silent senders are bounded in number, and cut off by
     *     generation-service
     */
    public record Uploads(
            @DefaultValue("48") @Positive int inFlight,
            @DefaultValue("12") @Positive int answering,
            @DefaultValue("3") @Positive int perUser,
            @DefaultValue("288MB") @NotNull DataSize size) {}

    /**
     * Bounds on pictures.
     *
     * @param inFlight pictures being sent
     * @param perAddress pictures being sent to one address
     */
    public record Pictures(
            @DefaultValue("128") @Positive int inFlight,
            @DefaultValue("64") @Positive int perAddress) {}
}
