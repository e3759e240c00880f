package studio.atelier.platform.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * {@link DatabaseTransactions} and {@link DatabaseNotifications} of a service with a database. Public only so that
 * other auto-configurations can be ordered after it.
 */
@AutoConfiguration(after = R2dbcTransactionManagerAutoConfiguration.class)
@ConditionalOnClass({ConnectionFactory.class, ReactiveTransactionManager.class})
@ConditionalOnBean(ReactiveTransactionManager.class)
public class TransactionsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DatabaseTransactions transactions(ReactiveTransactionManager manager) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return new ShieldedTransactions(TransactionalOperator.create(manager, definition));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnClass(PostgresqlConnection.class)
    @ConditionalOnBean(DatabaseClient.class)
    DatabaseNotifications notifications(DatabaseClient database, ConnectionFactory connections) {
        OptionsCapableConnectionFactory unpooled = OptionsCapableConnectionFactory.unwrapFrom(connections);
        return new PostgresNotifications(database, unpooled == null ? connections : unpooled);
    }
}
