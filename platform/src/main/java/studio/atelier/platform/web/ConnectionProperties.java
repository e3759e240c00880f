package studio.atelier.platform.web;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one client connection may cost.
 *
 * @param pipelinedRequests requests that a client may send ahead of their answers; one that sends more is cut off
 * @param writeTimeout how long a client may leave what was sent to it unread before its connection is closed
 * @param lingerTime how long the rest of a body is read, and thrown away, after an answer that did not wait for it
 * @param lingerSize how much of it is read
 */
@Validated
@ConfigurationProperties("atelier.connection")
record ConnectionProperties(
        @DefaultValue("16") @Positive int pipelinedRequests,
        @DefaultValue("60s") @NotNull Duration writeTimeout,
        @DefaultValue("10s") @NotNull Duration lingerTime,
        @DefaultValue("32MB") @NotNull DataSize lingerSize) {}
