package studio.atelier.platform.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.event.EventTypeCatalogue;

/** The broker: its topics, and publishing and reading of records. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(KafkaProperties.class)
public class KafkaAutoConfiguration {

    @Bean
    KafkaBrokerNames kafkaNames(KafkaProperties properties, Environment environment) {
        return new KafkaBrokerNames(
                environment.getRequiredProperty("spring.application.name"),
                properties.topicPrefix(),
                properties.groupPrefix());
    }

    @Bean
    KafkaTopicSetup kafkaTopics(
            KafkaProperties properties, KafkaBrokerNames names, ObjectProvider<EventSubscription> subscriptions) {
        return new KafkaTopicSetup(properties, names, subscriptions::orderedStream);
    }

    @Bean
    @ConditionalOnMissingBean(EventRecordPublisher.class)
    KafkaEventRecordPublisher eventPublisher(KafkaProperties properties, KafkaBrokerNames names) {
        return new KafkaEventRecordPublisher(names.service(), properties.bootstrapServers());
    }

    @Bean
    @ConditionalOnMissingBean(EventRecordSource.class)
    KafkaEventRecordSource eventSource(KafkaProperties properties, KafkaBrokerNames names, MeterRegistry meters) {
        return new KafkaEventRecordSource(names.service(), properties.bootstrapServers(), meters);
    }

    @Bean
    EventRecordReader eventReader() {
        return new EventRecordReader(EventTypeCatalogue.ofContracts(), EventJsonMapper.createMapper());
    }
}
