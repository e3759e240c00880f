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
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;

/** The outbox of a service that has a database. */
@AutoConfiguration(
        after = TransactionsAutoConfiguration.class,
        afterName =
                "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
@ConditionalOnBean({DatabaseClient.class, Transactions.class})
@EnableConfigurationProperties(OutboxProperties.class)
class OutboxAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Outbox outbox(DatabaseClient database, ObjectProvider<OutboxWake> wake, OutboxProperties properties) {
        return new R2dbcOutbox(
                database,
                EventJson.mapper(),
                wake.getIfAvailable(() -> shard -> {}),
                properties.maxEventSize().toBytes());
    }
}
