package studio.atelier.platform.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.database.DatabaseNotifications;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;

/** Events through Kafka: consumers, tails, dead letters and, in a service with a database, the outbox relay. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, TransactionsAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        },
        before = OutboxAutoConfiguration.class)
@EnableConfigurationProperties(KafkaProperties.class)
class KafkaAutoConfiguration {

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

    @Bean
    @ConditionalOnMissingBean
    EventTailReader eventTail(
            EventRecordSource source,
            EventRecordReader reader,
            KafkaTopicSetup topics,
            KafkaBrokerNames names,
            KafkaProperties properties,
            Clock clock) {
        return new KafkaEventTailReader(source, reader, topics, names, properties.partitions(), clock);
    }

    @Bean
    EventConsumerGroups eventConsumers(
            ObjectProvider<EventSubscription> subscriptions,
            KafkaProperties properties,
            KafkaTopicSetup topics,
            GroupConsumerFactory groups) {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(properties.handlerConcurrency());
        List<EventGroupConsumer> consumers = subscriptions
                .orderedStream()
                .map(subscription -> groups.createConsumer(subscription, limiter))
                .toList();
        return new EventConsumerGroups(topics, consumers, limiter);
    }

    @Bean
    GroupConsumerFactory groupConsumerFactory(
            KafkaBrokerNames names,
            EventRecordSource source,
            EventRecordPublisher publisher,
            EventRecordReader reader,
            ObjectProvider<EventInbox> inboxes,
            ObjectProvider<DeadLetterNoticeSender> deadLetterNotices,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        EventInbox marking = inboxes.getIfAvailable(EventInbox::withoutMarks);
        return (subscription, limiter) -> {
            String group = names.groupName(subscription);
            EventInbox inbox = subscription.isProjection() ? EventInbox.withoutMarks() : marking;
            return new EventGroupConsumer(
                    group,
                    names.topicName(subscription.topic()),
                    source,
                    new EventRecordHandler(subscription, group, reader, inbox, limiter, meters, observations),
                    new DeadLetterWriter(group, names.deadLetters(subscription), publisher, clock),
                    deadLetterNotices.getIfAvailable());
        };
    }

    @Bean
    @ConditionalOnMissingBean
    DeadLetters deadLetters(EventConsumerGroups consumers, KafkaProperties properties) {
        return new KafkaDeadLetters(consumers, new KafkaDeadLetterBacklogs(properties.bootstrapServers()));
    }

    @Bean
    DeadLettersController deadLettersController(DeadLetters letters) {
        return new DeadLettersController(letters);
    }

    /** Creates the consumer of a subscription. */
    interface GroupConsumerFactory {

        EventGroupConsumer createConsumer(EventSubscription subscription, ConcurrencyLimiter limiter);
    }

    /** Separate, because a service without a database has none of these classes. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
    @ConditionalOnBean({DatabaseClient.class, DatabaseTransactions.class})
    static class DatabaseEventConfiguration {

        @Bean
        EventInbox inbox(DatabaseClient database, DatabaseTransactions transactions) {
            return EventInbox.inDatabase(database, transactions);
        }

        @Bean
        DeadLetterNoticeSender deadLetterNotice(
                KafkaBrokerNames names, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
            return new DeadLetterNoticeSender(names.service(), outbox, transactions, clock);
        }

        @Bean
        OutboxEventRelay outboxRelay(
                DatabaseClient database,
                EventRecordPublisher publisher,
                KafkaTopicSetup topics,
                KafkaBrokerNames names,
                DatabaseNotifications notifications,
                OutboxProperties properties,
                MeterRegistry meters) {
            return new OutboxEventRelay(
                    new OutboxEventTable(database), publisher, topics, names, notifications, properties, meters);
        }
    }
}
