package studio.atelier.gateway.route;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The services behind the gateway, and how many requests each of them gets at once. The sum of the bounds may not
 * exceed the number of connections to one service, so that no request waits for a connection.
 *
 * @param responseTimeout how long a service may take to begin its answer once it has the whole request
 * @param slowAnswer an answer that takes this long to begin counts as slow: when four of five are, the service gets no
 *     requests of that kind for {@code openDuration}
 * @param openDuration how long a service gets no requests of a kind after failures or slow answers of that kind
 * @param idleTimeout how long a service may be silent in the middle of an answer
 * @param calls of a service: calls without an answer yet
 * @param callsPerOwner of a service: calls without an answer yet of one user or, without a user, of one network
 * @param operator of a service: operator's calls without an answer yet
 * @param webhooks of a service: webhooks without an answer yet
 * @param webhooksPerNetwork of a service: webhooks without an answer yet of one network
 * @param uploads uploads without an answer yet
 * @param pictures images being sent to clients
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
        @DefaultValue("2s") @NotNull Duration openDuration,
        @DefaultValue("60s") @NotNull Duration idleTimeout,
        @DefaultValue("256") @Positive int calls,
        @DefaultValue("32") @Positive int callsPerOwner,
        @DefaultValue("16") @Positive int operator,
        @DefaultValue("100") @Positive int webhooks,
        @DefaultValue("50") @Positive int webhooksPerNetwork,
        @DefaultValue @Valid @NotNull UpstreamUploadBounds uploads,
        @DefaultValue @Valid @NotNull UpstreamPictureBounds pictures) {

    /**
     * Bounds on uploads.
     *
     * @param inFlight uploads that are being received or answered
     * @param answering uploads whose last byte has arrived and whose answer has not begun; at this number new ones are
     *     refused, because they would only wait. Null for one more than this machine has processors: decoding a photo
     *     takes one processor of generation-service
     * @param perUser uploads in flight of one user
     * @param size bytes of all uploads in flight, by their declared length; enough for {@code inFlight} of the largest,
     *     because declaring a length costs its sender nothing: silent senders are bounded in number, and cut off by
     *     generation-service
     */
    public record UpstreamUploadBounds(
            @DefaultValue("48") @Positive int inFlight,
            @Nullable @Positive Integer answering,
            @DefaultValue("3") @Positive int perUser,
            @DefaultValue("288MB") @NotNull DataSize size) {

        int answeringLimit() {
            return answering == null ? Runtime.getRuntime().availableProcessors() + 1 : answering;
        }
    }

    /**
     * Bounds on images.
     *
     * @param inFlight images being sent
     * @param perAddress images being sent to one network
     * @param writeTimeout how long one image may take until its last byte is written; then its connection is closed
     */
    public record UpstreamPictureBounds(
            @DefaultValue("512") @Positive int inFlight,
            @DefaultValue("64") @Positive int perAddress,
            @DefaultValue("60s") @NotNull Duration writeTimeout) {}

    /** Returns how many requests one service may have in flight, all kinds together. */
    int inFlight() {
        return calls + operator + webhooks + uploads.inFlight() + pictures.inFlight();
    }
}
