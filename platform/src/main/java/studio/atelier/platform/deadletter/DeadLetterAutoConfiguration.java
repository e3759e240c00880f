package studio.atelier.platform.deadletter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import studio.atelier.platform.consumer.ConsumerAutoConfiguration;
import studio.atelier.platform.consumer.EventConsumerGroups;
import studio.atelier.platform.kafka.KafkaProperties;

/** Listing and replaying the dead letters of a service's consumer groups. */
@AutoConfiguration(after = ConsumerAutoConfiguration.class)
class DeadLetterAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DeadLetters deadLetters(EventConsumerGroups consumers, KafkaProperties properties) {
        return new KafkaDeadLetters(consumers, new KafkaDeadLetterBacklogs(properties.bootstrapServers()));
    }

    @Bean
    DeadLettersController deadLettersController(DeadLetters letters) {
        return new DeadLettersController(letters);
    }
}
