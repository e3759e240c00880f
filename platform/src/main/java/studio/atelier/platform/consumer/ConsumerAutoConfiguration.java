package studio.atelier.platform.consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.kafka.KafkaAutoConfiguration;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.kafka.KafkaProperties;
import studio.atelier.platform.kafka.KafkaTopicSetup;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.schedule.ScheduledTask;

/** The consumer groups of a service: one for each of its subscriptions. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, TransactionsAutoConfiguration.class, KafkaAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
public class ConsumerAutoConfiguration {

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
            EventInbox inbox = subscription.hasRepeatableHandlers() ? EventInbox.withoutMarks() : marking;
            return new EventGroupConsumer(
                    group,
                    names.topicName(subscription.topic()),
                    source,
                    new EventRecordHandler(subscription, group, reader, inbox, limiter, meters, observations),
                    new DeadLetterWriter(group, names.deadLetters(subscription), publisher, clock),
                    deadLetterNotices.getIfAvailable());
        };
    }

    /** Creates the consumer of a subscription. */
    interface GroupConsumerFactory {

        EventGroupConsumer createConsumer(EventSubscription subscription, ConcurrencyLimiter limiter);
    }

    /** Separate, because a service without a database has none of these classes. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
    @ConditionalOnBean({DatabaseClient.class, DatabaseTransactions.class})
    static class InboxConfiguration {

        @Bean
        EventInbox inbox(DatabaseClient database, DatabaseTransactions transactions) {
            return EventInbox.inDatabase(database, transactions);
        }

        @Bean
        ScheduledTask inboxCleanup(DatabaseClient database, DatabaseTransactions transactions) {
            return EventInbox.createCleanup(database, transactions);
        }

        @Bean
        DeadLetterNoticeSender deadLetterNotice(
                KafkaBrokerNames names, TransactionalOutbox outbox, DatabaseTransactions transactions, Clock clock) {
            return new DeadLetterNoticeSender(names.service(), outbox, transactions, clock);
        }
    }
}
