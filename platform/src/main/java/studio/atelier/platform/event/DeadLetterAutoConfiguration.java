package studio.atelier.platform.event;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

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
