package studio.atelier.platform.web;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of one client connection.
 *
 * @param pipelinedRequests requests that a client may send before their responses; a client that sends more is
 *     disconnected
 * @param writeTimeout how long a client may leave sent data unread before its connection is closed
 * @param lingerTime how long the rest of a body is read and discarded after an early response
 * @param lingerSize how much of it is read at most
 */
@Validated
@ConfigurationProperties("atelier.connection")
record ConnectionProperties(
        @DefaultValue("16") @Positive int pipelinedRequests,
        @DefaultValue("60s") @NotNull Duration writeTimeout,
        @DefaultValue("10s") @NotNull Duration lingerTime,
        @DefaultValue("32MB") @NotNull DataSize lingerSize) {}
