package studio.atelier.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
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
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.TransactionalOutbox;
import studio.atelier.platform.fault.Failpoints;

/** Health checks of the process itself, in every service. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class},
        afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration", // the gateway has none
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

    @Bean(destroyMethod = "detach")
    OutOfMemoryErrorRecorder outOfMemoryErrorRecorder() {
        return OutOfMemoryErrorRecorder.attachToLogging();
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
            HealthProperties properties,
            ProcessEndReasonFile reasonFile,
            ProcessReadiness readiness,
            OutOfMemoryErrorRecorder outOfMemory,
            ReactorResourceFactory resources,
            ObjectProvider<PooledConnections> pool,
            ObjectProvider<FaultProbe> furtherProbes,
            Environment environment) {
        String service = serviceName(environment);
        LoopResources http = resources.getLoopResources();
        @Nullable PooledConnections connections = pool.getIfAvailable();
        Stream<FaultProbe> probes = Stream.of(
                new HeapMemoryProbe(HeapMemoryProbe.ofThisProcess(), outOfMemory, System::nanoTime),
                new DirectMemoryProbe(
                        DirectMemoryProbe.ofThisProcess(),
                        allocation -> http.onServer(LoopResources.DEFAULT_NATIVE)
                                .next()
                                .execute(allocation),
                        System::nanoTime),
                ThreadStallProbe.forEventLoops(
                        connections == null ? List.of(http) : List.of(http, TcpResources.get()),
                        properties.longestStall(),
                        System::nanoTime),
                ThreadStallProbe.forBlockingThreads(properties.longestStall(), System::nanoTime),
                new FileSystemProbe(
                        properties.directories(),
                        properties.minFreeDisk(),
                        service,
                        BackgroundCheck.daemonThread("health-disk"),
                        System::nanoTime));
        HealthFaultInjection injection =
                new HealthFaultInjection(service, http, connections == null ? Mono.never() : connections.next());
        return new ProcessHealthWatch(
                Stream.concat(probes, furtherProbes.orderedStream()).toList(),
                properties,
                reasonFile,
                readiness,
                Failpoints.areOn() ? injection::injectArmedFault : () -> {},
                () -> Runtime.getRuntime().halt(ProcessHealthWatch.EXIT_CODE),
                System::nanoTime);
    }

    @Bean
    ClockOffsetProbe clockProbe(
            ObjectProvider<PooledConnections> pool,
            ObjectProvider<ReactiveStringRedisTemplate> redis,
            Clock clock,
            HealthProperties properties,
            Environment environment) {
        Clock ownClock = ReferenceClock.ofThisProcess(clock, serviceName(environment));
        List<ReferenceClock> references = new ArrayList<>();
        pool.ifAvailable(connections -> references.add(
                new ReferenceClock("the database clock", connections.readDatabaseTime(), ownClock, System::nanoTime)));
        redis.ifAvailable(template ->
                references.add(new ReferenceClock("the Redis clock", timeOf(template), ownClock, System::nanoTime)));
        references.add(ReferenceClock.sinceStart(ownClock, System::nanoTime));
        return new ClockOffsetProbe(references, properties.maxClockOffset());
    }

    private static Mono<Instant> timeOf(ReactiveStringRedisTemplate redis) {
        return redis.execute(connection -> connection.serverCommands().time(TimeUnit.MILLISECONDS))
                .next()
                .map(Instant::ofEpochMilli);
    }

    private static String serviceName(Environment environment) {
        return environment.getProperty("spring.application.name", "");
    }

    @Bean
    MeterBinder healthMetrics(ProcessHealthWatch watch, ProcessEndReasonFile reasonFile, ClockOffsetProbe clock) {
        return registry -> {
            for (FaultCause cause : FaultCause.values()) {
                Gauge.builder("atelier.health.fault", watch, running -> running.hasFault(cause) ? 1 : 0)
                        .description("1 while the process is not ready for this cause")
                        .tag("cause", cause.id())
                        .register(registry);
            }
            registerDirectMemory(registry);
            registerLastEnd(reasonFile, registry);
            registerClockOffset(clock, registry);
        };
    }

    /** The memory that {@link DirectMemoryProbe} checks. */
    private static void registerDirectMemory(MeterRegistry registry) {
        DirectMemoryProbe.DirectMemory memory = DirectMemoryProbe.ofThisProcess();
        Gauge.builder("atelier.health.direct.memory.used", memory, DirectMemoryProbe.DirectMemory::usedBytes)
                .baseUnit("bytes")
                .description("Direct memory in use, free buffers of the allocators included")
                .strongReference(true)
                .register(registry);
        Gauge.builder("atelier.health.direct.memory.max", memory, DirectMemoryProbe.DirectMemory::maxBytes)
                .baseUnit("bytes")
                .description("Direct memory that this process may use")
                .strongReference(true)
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

    private static void registerClockOffset(ClockOffsetProbe clock, MeterRegistry registry) {
        TimeGauge.builder(
                        "atelier.health.clock.offset",
                        () -> clock.currentOffset().toMillis(),
                        TimeUnit.MILLISECONDS)
                .description(
                        "How far the clock is ahead of the database clock, or of that of Redis in a service without one")
                .register(registry);
    }

    /** Additional checks of a service with a database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConnectionPool.class)
    @ConditionalOnBean(type = "io.r2dbc.pool.ConnectionPool")
    static class DatabaseHealthConfiguration {

        @Bean
        PooledConnections pooledConnections(ConnectionPool pool) {
            return new PooledConnections(pool.create());
        }

        @Bean
        BackgroundCheck<DatabaseHealthQuery.DatabaseHealthAnswer> databaseHealth(ConnectionPool pool, Flyway flyway) {
            String name =
                    String.valueOf(optionsOf(pool).getValue(PostgresqlConnectionFactoryProvider.APPLICATION_NAME));
            return new BackgroundCheck<>(
                    BackgroundCheck.daemonThread("health-database"),
                    new DatabaseHealthQuery(flyway.getConfiguration().getDataSource(), name),
                    System::nanoTime);
        }

        @Bean
        RestartNoticeSender restartNotice(
                Environment environment,
                ProcessEndReasonFile reasonFile,
                ObjectProvider<TransactionalOutbox> outbox,
                ObjectProvider<DatabaseTransactions> transactions,
                Clock clock) {
            return new RestartNoticeSender(serviceName(environment), reasonFile, outbox, transactions, clock);
        }

        private static ConnectionFactoryOptions optionsOf(ConnectionPool pool) {
            return Objects.requireNonNull(OptionsCapableConnectionFactory.unwrapFrom(pool), "options of the pool")
                    .getOptions();
        }

        @Bean
        ConnectionPoolProbe poolProbe(
                ConnectionPool pool,
                PooledConnections connections,
                BackgroundCheck<DatabaseHealthQuery.DatabaseHealthAnswer> databaseHealth,
                HealthProperties properties) {
            return new ConnectionPoolProbe(
                    connections.next(),
                    ConnectionPoolProbe.stateOf(pool),
                    databaseHealth,
                    properties.longestAcquire(),
                    System::nanoTime);
        }
    }

    /**
     * Connections from the pool.
     *
     * @param next emits one to each subscriber
     */
    record PooledConnections(Mono<? extends Connection> next) {

        /** Reads the database's time over one of them. */
        Mono<Instant> readDatabaseTime() {
            return Mono.usingWhen(
                    next,
                    connection -> Flux.from(connection
                                    .createStatement("select clock_timestamp()")
                                    .execute())
                            .concatMap(result ->
                                    result.map((row, metadata) -> Objects.requireNonNull(row.get(0, Instant.class))))
                            .single(),
                    Connection::close);
        }
    }
}
