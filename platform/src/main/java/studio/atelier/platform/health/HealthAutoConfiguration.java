package studio.atelier.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.fault.Failpoints;

/** Lets each service watch itself. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, R2dbcAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class
        },
        beforeName = {
            "org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "atelier.health.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HealthProperties.class)
class HealthAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HealthAutoConfiguration.class);

    /** In the place of Spring Boot's own. */
    @Bean
    ProcessReadiness readinessStateHealthIndicator(
            ApplicationAvailability availability, ApplicationEventPublisher publisher) {
        return new ProcessReadiness(availability, publisher);
    }

    @Bean(destroyMethod = "detach")
    OutOfMemoryLog outOfMemoryLog() {
        return OutOfMemoryLog.attach();
    }

    @Bean
    EndReasonFile endReasonFile(HealthProperties properties) {
        EndReasonFile file = EndReasonFile.open(properties.endReasonFile());
        EndReasonFile.LastEnd last = file.lastEnd();
        if (last != null) {
            log.warn("The process before this one ended at {}, because of {}", last.at(), last.reason());
        }
        return file;
    }

    @Bean
    ProcessWatch processWatch(
            HealthProperties properties,
            EndReasonFile reasonFile,
            ProcessReadiness readiness,
            OutOfMemoryLog outOfMemory,
            ReactorResourceFactory resources,
            ObjectProvider<PooledConnections> pool,
            ObjectProvider<FaultProbe> furtherProbes,
            Environment environment) {
        String service = serviceName(environment);
        LoopResources http = resources.getLoopResources();
        @Nullable PooledConnections connections = pool.getIfAvailable();
        Stream<FaultProbe> probes = Stream.of(
                new HeapProbe(HeapProbe.ofThisProcess(), properties, outOfMemory, System::nanoTime),
                new DirectMemoryProbe(DirectMemoryProbe.ofThisProcess(), properties.fullDirectPercent()),
                ThreadProbe.forEventLoops(
                        connections == null ? List.of(http) : List.of(http, TcpResources.get()),
                        properties.longestStall(),
                        System::nanoTime),
                ThreadProbe.forBlockingThreads(properties.longestStall(), System::nanoTime),
                new DiskProbe(properties.directories(), properties.minFreeDisk(), service, System::nanoTime));
        FaultProvocations provocations =
                new FaultProvocations(service, http, connections == null ? Mono.never() : connections.next());
        return new ProcessWatch(
                Stream.concat(probes, furtherProbes.orderedStream()).toList(),
                properties,
                reasonFile,
                readiness,
                Failpoints.areOn() ? provocations::provokeArmed : () -> {},
                () -> Runtime.getRuntime().halt(ProcessWatch.EXIT_CODE),
                System::nanoTime);
    }

    private static String serviceName(Environment environment) {
        return environment.getProperty("spring.application.name", "");
    }

    @Bean
    MeterBinder healthMetrics(ProcessWatch watch, EndReasonFile reasonFile, ObjectProvider<ClockProbe> clocks) {
        return registry -> {
            for (FaultCause cause : FaultCause.values()) {
                Gauge.builder("atelier.health.fault", watch, running -> running.hasFault(cause) ? 1 : 0)
                        .description("1 while the process is not ready for this cause")
                        .tag("cause", cause.id())
                        .register(registry);
            }
            registerLastEnd(reasonFile, registry);
            clocks.forEach(clock -> registerClockOffset(clock, registry));
        };
    }

    private static void registerLastEnd(EndReasonFile reasonFile, MeterRegistry registry) {
        EndReasonFile.LastEnd last = reasonFile.lastEnd();
        if (last != null) {
            TimeGauge.builder("atelier.health.last.end", last.at()::getEpochSecond, TimeUnit.SECONDS)
                    .description("When the process before this one ended by itself, since 1970")
                    .tag("cause", last.cause())
                    .register(registry);
        }
    }

    private static void registerClockOffset(ClockProbe clock, MeterRegistry registry) {
        TimeGauge.builder("atelier.health.clock.offset", () -> clock.offset().toMillis(), TimeUnit.MILLISECONDS)
                .description("How far the clock is ahead of the one all instances can ask")
                .register(registry);
    }

    /** What a service with a database watches, too. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConnectionPool.class)
    @ConditionalOnBean(type = "io.r2dbc.pool.ConnectionPool")
    static class Database {

        @Bean
        PooledConnections pooledConnections(ConnectionPool pool) {
            return new PooledConnections(pool.create());
        }

        @Bean
        BackgroundLook<DatabaseLook.Answer> databaseLook(ConnectionPool pool, Clock clock, Environment environment) {
            OptionsCapableConnectionFactory factory =
                    Objects.requireNonNull(OptionsCapableConnectionFactory.unwrapFrom(pool), "options of the pool");
            DatabaseLook look = new DatabaseLook(factory.getOptions(), clock, serviceName(environment));
            return new BackgroundLook<>("health-database", look, System::nanoTime);
        }

        @Bean
        PoolProbe poolProbe(
                ConnectionPool pool,
                PooledConnections connections,
                BackgroundLook<DatabaseLook.Answer> look,
                HealthProperties properties) {
            return new PoolProbe(
                    connections.next(), PoolProbe.stateOf(pool), look, properties.longestAcquire(), System::nanoTime);
        }

        @Bean
        ClockProbe clockProbe(BackgroundLook<DatabaseLook.Answer> look, HealthProperties properties) {
            return new ClockProbe(new DatabaseClock(look), properties.maxClockOffset());
        }
    }

    /** What a service without a database goes by. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ReactiveStringRedisTemplate.class)
    @ConditionalOnMissingBean(type = "io.r2dbc.pool.ConnectionPool")
    static class Redis {

        @Bean
        ClockProbe clockProbe(
                ReactiveStringRedisTemplate redis, Clock clock, HealthProperties properties, Environment environment) {
            return new ClockProbe(new RedisClock(redis, clock, serviceName(environment)), properties.maxClockOffset());
        }
    }

    /**
     * Connections of the pool.
     *
     * @param next hands one out to each subscriber
     */
    record PooledConnections(Mono<? extends Connection> next) {}
}
