package studio.atelier.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.health.probe.FaultCause;
import studio.atelier.platform.health.probe.FaultProbe;
import studio.atelier.platform.health.probe.HealthProperties;
import studio.atelier.platform.health.probe.PooledConnections;
import studio.atelier.platform.health.probe.ProbeAutoConfiguration;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** Watches the process itself, in every service: a fault makes it not ready, and one that stays ends it. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, ProbeAutoConfiguration.class},
        beforeName = {
            "org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "atelier.health.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HealthProperties.class)
class HealthAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HealthAutoConfiguration.class);

    /** Replaces Spring Boot's own. */
    @Bean
    ProcessReadiness readinessStateHealthIndicator(
            ApplicationAvailability availability, ApplicationEventPublisher publisher) {
        return new ProcessReadiness(availability, publisher);
    }

    @Bean
    ProcessEndReasonFile endReasonFile(HealthProperties properties) {
        ProcessEndReasonFile file = ProcessEndReasonFile.openFile(properties.endReasonFile());
        ProcessEndReasonFile.PreviousProcessEnd last = file.lastEnd();
        if (last != null) {
            log.warn("The previous process ended at {}: {}", last.at(), last.reason());
        }
        return file;
    }

    @Bean
    ProcessHealthWatch processWatch(
            List<FaultProbe> probes,
            HealthProperties properties,
            ProcessEndReasonFile reasonFile,
            ProcessReadiness readiness,
            ReactorResourceFactory resources,
            ObjectProvider<PooledConnections> pool,
            Environment environment) {
        PooledConnections connections = pool.getIfAvailable();
        HealthFaultInjection injection = new HealthFaultInjection(
                serviceName(environment),
                resources.getLoopResources(),
                connections == null ? Mono.never() : connections.next());
        return new ProcessHealthWatch(
                probes,
                properties,
                reasonFile,
                readiness,
                Failpoints.areOn() ? injection::injectArmedFault : () -> {},
                () -> Runtime.getRuntime().halt(ProcessHealthWatch.EXIT_CODE),
                System::nanoTime);
    }

    private static String serviceName(Environment environment) {
        return environment.getProperty("spring.application.name", "");
    }

    @Bean
    MeterBinder healthMetrics(ProcessHealthWatch watch, ProcessEndReasonFile reasonFile) {
        return registry -> {
            for (FaultCause cause : FaultCause.values()) {
                registerFault(cause, watch, registry);
            }
            registerLastEnd(reasonFile, registry);
        };
    }

    private static void registerFault(FaultCause cause, ProcessHealthWatch watch, MeterRegistry registry) {
        Gauge.builder("atelier.health.fault", watch, running -> running.hasFault(cause) ? 1 : 0)
                .description("1 while the process is not ready for this cause")
                .tag("cause", cause.id())
                .register(registry);
    }

    private static void registerLastEnd(ProcessEndReasonFile reasonFile, MeterRegistry registry) {
        ProcessEndReasonFile.PreviousProcessEnd last = reasonFile.lastEnd();
        if (last != null) {
            TimeGauge.builder("atelier.health.last.end", last.at()::getEpochSecond, TimeUnit.SECONDS)
                    .description("When the process before this one ended by itself, since 1970")
                    .tag("cause", last.cause())
                    .register(registry);
        }
    }

    /** Separate, because a service without a database has no outbox. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConnectionPool.class)
    @ConditionalOnBean(type = "io.r2dbc.pool.ConnectionPool")
    static class RestartNoticeConfiguration {

        @Bean
        RestartNoticeSender restartNotice(
                Environment environment,
                ProcessEndReasonFile reasonFile,
                ObjectProvider<TransactionalOutbox> outbox,
                ObjectProvider<DatabaseTransactions> transactions,
                Clock clock) {
            return new RestartNoticeSender(serviceName(environment), reasonFile, outbox, transactions, clock);
        }
    }
}
