package studio.atelier.platform.idempotency;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;
import studio.atelier.platform.schedule.ScheduledTask;

/** Support for requests that take effect once. */
@AutoConfiguration(after = TransactionsAutoConfiguration.class)
class IdempotencyAutoConfiguration {

    @Bean
    WebFluxConfigurer idempotencyKeyArgument() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new IdempotencyKeyArgumentResolver());
            }
        };
    }

    /** Separate, because a service without a database has none of these classes. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
    @ConditionalOnBean({DatabaseClient.class, DatabaseTransactions.class})
    static class PostgresIdempotencyConfiguration {

        @Bean
        @ConditionalOnMissingBean
        IdempotentRequests idempotentRequests(DatabaseClient database) {
            return new R2dbcIdempotentRequests(database);
        }

        @Bean
        ScheduledTask idempotencyCleanup(DatabaseClient database, DatabaseTransactions transactions) {
            return R2dbcIdempotentRequests.createCleanup(database, transactions);
        }
    }
}
