package studio.atelier.platform.kafka;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the Kafka connection.
 *
 * @param bootstrapServers host:port of some brokers, separated by commas
 * @param topicPrefix prefix of every topic's name; empty except in tests
 * @param groupPrefix prefix of every consumer group's name; empty except in tests
 * @param partitions number of partitions of a topic that is created; existing topics keep theirs
 * @param handlerConcurrency how many events of a service are handled at once, over all its subscriptions
 */
@Validated
@ConfigurationProperties("atelier.kafka")
public record KafkaProperties(
        @NotBlank String bootstrapServers,
        @NotNull @DefaultValue("") String topicPrefix,
        @NotNull @DefaultValue("") String groupPrefix,
        @Min(1) @Max(1000) @DefaultValue("12") int partitions,
        @Min(1) @Max(256) @DefaultValue("8") int handlerConcurrency) {}
