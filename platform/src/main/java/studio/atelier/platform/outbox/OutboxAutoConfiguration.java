package studio.atelier.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.database.DatabaseNotifications;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.kafka.KafkaAutoConfiguration;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.kafka.KafkaTopicSetup;
import studio.atelier.platform.schedule.ScheduledTask;

/** The outbox of a service that has a database, and the relay that publishes its events. */
@AutoConfiguration(
        after = {TransactionsAutoConfiguration.class, KafkaAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
@ConditionalOnBean({DatabaseClient.class, DatabaseTransactions.class})
@EnableConfigurationProperties(OutboxProperties.class)
class OutboxAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TransactionalOutbox outbox(
            DatabaseClient database, ObjectProvider<OutboxCommitListener> wake, OutboxProperties properties) {
        return new R2dbcTransactionalOutbox(
                database,
                EventJsonMapper.createMapper(),
                wake.getIfAvailable(() -> () -> {}),
                properties.maxEventSize().toBytes());
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

    @Bean
    ScheduledTask outboxCheck(DatabaseClient database) {
        return new OutboxBacklogCheck(database);
    }
}
