package studio.atelier.platform.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Database access of a service that has PostgreSQL. Does nothing in a service without a database. */
@AutoConfiguration(before = {FlywayAutoConfiguration.class, R2dbcAutoConfiguration.class})
@ConditionalOnClass({ConnectionFactory.class, Flyway.class, PostgresqlConnectionFactoryProvider.class})
class DatabaseAutoConfiguration {

    /** Creates the platform's tables first, under a Flyway history of their own, then the service's. */
    @Bean
    @ConditionalOnMissingBean
    FlywayMigrationStrategy platformTablesFirst() {
        return PlatformMigration::migrateBoth;
    }

    /** Lets the database tell which process a connection belongs to; in containers all have the same process id. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer namedConnections(Environment environment) {
        String name = "%s %d %08x"
                .formatted(
                        environment.getProperty("spring.application.name", "atelier"),
                        ProcessHandle.current().pid(),
                        ThreadLocalRandom.current().nextInt());
        return options -> options.option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, name);
    }

    /**
     * Limits how long a statement, a lock wait and an idle transaction can block others. Statements prefer an index for
     * each row, in joins, too, even if the statistics say that a table is small or empty: a plan is kept, and the table
     * grows. A plan without an index costs enough for PostgreSQL before 18 to compile it, so that is off.
     */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer statementSettings() {
        return options -> options.option(PostgresqlConnectionFactoryProvider.STATEMENT_TIMEOUT, Duration.ofSeconds(5))
                .option(PostgresqlConnectionFactoryProvider.LOCK_WAIT_TIMEOUT, Duration.ofSeconds(2))
                .option(
                        PostgresqlConnectionFactoryProvider.OPTIONS,
                        Map.of(
                                "idle_in_transaction_session_timeout",
                                "10000",
                                "enable_seqscan",
                                "off",
                                "random_page_cost",
                                "1.1",
                                "enable_mergejoin",
                                "off",
                                "enable_hashjoin",
                                "off",
                                "jit",
                                "off"))
                .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
                .option(PostgresqlConnectionFactoryProvider.TCP_NODELAY, true);
    }
}
