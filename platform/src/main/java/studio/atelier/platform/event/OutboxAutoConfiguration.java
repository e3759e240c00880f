package studio.atelier.platform.event;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;

/** The outbox of a service that has a database. */
@AutoConfiguration(
        after = TransactionsAutoConfiguration.class,
        afterName =
                "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
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
                wake.getIfAvailable(() -> shard -> {}),
                properties.maxEventSize().toBytes());
    }
}
