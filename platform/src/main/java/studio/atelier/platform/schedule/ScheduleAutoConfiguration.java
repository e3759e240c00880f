package studio.atelier.platform.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.TransactionsAutoConfiguration;

/** Scheduled tasks of a service with a database. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, TransactionsAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass({ConnectionFactory.class, DatabaseClient.class})
@ConditionalOnBean({DatabaseClient.class, DatabaseTransactions.class})
class ScheduleAutoConfiguration {

    @Bean
    ScheduledTaskRunner taskRunner(
            ObjectProvider<ScheduledTask> tasks,
            DatabaseClient database,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        return new ScheduledTaskRunner(
                tasks.orderedStream().toList(), new ScheduledTaskTable(database), meters, observations, clock);
    }

    @Bean
    ScheduledTasksController scheduledTasksController(ScheduledTasks tasks) {
        return new ScheduledTasksController(tasks);
    }
}
