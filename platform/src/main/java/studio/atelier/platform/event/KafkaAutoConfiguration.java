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
import studio.atelier.platform.database.Notifications;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;

/** Events through Kafka: consumers, tails, dead letters, and the outbox's relay in a service that has a database. */
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
    KafkaNames kafkaNames(KafkaProperties properties, Environment environment) {
        return new KafkaNames(
                environment.getRequiredProperty("spring.application.name"),
                properties.topicPrefix(),
                properties.groupPrefix());
    }

    @Bean
    KafkaTopics kafkaTopics(
            KafkaProperties properties, KafkaNames names, ObjectProvider<EventSubscription> subscriptions) {
        return new KafkaTopics(properties, names, subscriptions::orderedStream);
    }

    @Bean
    @ConditionalOnMissingBean(EventPublisher.class)
    KafkaEventPublisher eventPublisher(KafkaProperties properties, KafkaNames names) {
        return new KafkaEventPublisher(names.service(), properties.bootstrapServers());
    }

    @Bean
    @ConditionalOnMissingBean(EventSource.class)
    KafkaEventSource eventSource(KafkaProperties properties, KafkaNames names, MeterRegistry meters) {
        return new KafkaEventSource(names.service(), properties.bootstrapServers(), meters);
    }

    @Bean
    EventReader eventReader() {
        return new EventReader(EventCatalogue.ofContracts(), EventJson.mapper());
    }

    @Bean
    @ConditionalOnMissingBean
    EventTail eventTail(
            EventSource source,
            EventReader reader,
            KafkaTopics topics,
            KafkaNames names,
            KafkaProperties properties,
            Clock clock) {
        return new KafkaEventTail(source, reader, topics, names, properties.partitions(), clock);
    }

    @Bean
    EventConsumers eventConsumers(
            ObjectProvider<EventSubscription> subscriptions,
            KafkaProperties properties,
            KafkaTopics topics,
            GroupConsumerFactory groups) {
        Permits permits = new Permits(properties.handlerConcurrency());
        List<GroupConsumer> consumers = subscriptions
                .orderedStream()
                .map(subscription -> groups.create(subscription, permits))
                .toList();
        return new EventConsumers(topics, consumers, permits);
    }

    @Bean
    GroupConsumerFactory groupConsumerFactory(
            KafkaNames names,
            EventSource source,
            EventPublisher publisher,
            EventReader reader,
            ObjectProvider<Inbox> inboxes,
            ObjectProvider<DeadLetterNotice> deadLetterNotices,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        Inbox marking = inboxes.getIfAvailable(Inbox::none);
        return (subscription, permits) -> {
            String group = names.group(subscription);
            Inbox inbox = subscription.isProjection() ? Inbox.none() : marking;
            return new GroupConsumer(
                    group,
                    names.topic(subscription.topic()),
                    source,
                    new RecordHandler(subscription, group, reader, inbox, permits, meters, observations),
                    new DeadLetterWriter(group, names.deadLetters(subscription), publisher, clock),
                    deadLetterNotices.getIfAvailable());
        };
    }

    @Bean
    @ConditionalOnMissingBean
    DeadLetters deadLetters(EventConsumers consumers, KafkaProperties properties) {
        return new KafkaDeadLetters(consumers, new KafkaBacklogs(properties.bootstrapServers()));
    }

    @Bean
    DeadLettersController deadLettersController(DeadLetters letters) {
        return new DeadLettersController(letters);
    }

    /** Makes the consumer of a subscription. */
    interface GroupConsumerFactory {

        GroupConsumer create(EventSubscription subscription, Permits permits);
    }

    /** Apart, because a service without a database has none of these classes. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
    @ConditionalOnBean({DatabaseClient.class, Transactions.class})
    static class WithDatabase {

        @Bean
        Inbox inbox(DatabaseClient database, Transactions transactions) {
            return Inbox.in(database, transactions);
        }

        @Bean
        DeadLetterNotice deadLetterNotice(KafkaNames names, Outbox outbox, Transactions transactions, Clock clock) {
            return new DeadLetterNotice(names.service(), outbox, transactions, clock);
        }

        @Bean
        OutboxRelay outboxRelay(
                DatabaseClient database,
                EventPublisher publisher,
                KafkaTopics topics,
                KafkaNames names,
                Notifications notifications,
                OutboxProperties properties,
                MeterRegistry meters) {
            return new OutboxRelay(
                    new OutboxTable(database), publisher, topics, names, notifications, properties, meters);
        }
    }
}
