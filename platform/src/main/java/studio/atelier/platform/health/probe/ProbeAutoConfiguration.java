package studio.atelier.platform.health.probe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;
import studio.atelier.platform.PlatformAutoConfiguration;

/** The checks of the process, and the metrics of what they measure. */
@AutoConfiguration(
        after = {PlatformAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class},
        afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration") // the gateway has none
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "atelier.health.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HealthProperties.class)
public class ProbeAutoConfiguration {

    @Bean(destroyMethod = "detach")
    OutOfMemoryErrorRecorder outOfMemoryErrorRecorder() {
        return OutOfMemoryErrorRecorder.attachToLogging();
    }

    @Bean
    HeapMemoryProbe heapMemoryProbe(OutOfMemoryErrorRecorder outOfMemory) {
        return new HeapMemoryProbe(HeapMemoryProbe.ofThisProcess(), outOfMemory, System::nanoTime);
    }

    @Bean
    DirectMemoryProbe directMemoryProbe(ReactorResourceFactory resources) {
        return new DirectMemoryProbe(
                DirectMemoryProbe.ofThisProcess(),
                allocation -> resources
                        .getLoopResources()
                        .onServer(LoopResources.DEFAULT_NATIVE)
                        .next()
                        .execute(allocation),
                System::nanoTime);
    }

    @Bean
    ThreadStallProbe eventLoopProbe(
            ReactorResourceFactory resources, ObjectProvider<PooledConnections> pool, HealthProperties properties) {
        LoopResources http = resources.getLoopResources();
        return ThreadStallProbe.forEventLoops(
                pool.getIfAvailable() == null ? List.of(http) : List.of(http, TcpResources.get()),
                properties.longestStall(),
                System::nanoTime);
    }

    @Bean
    ThreadStallProbe blockingThreadProbe(HealthProperties properties) {
        return ThreadStallProbe.forBlockingThreads(properties.longestStall(), System::nanoTime);
    }

    @Bean
    FileSystemProbe fileSystemProbe(HealthProperties properties, Environment environment) {
        return new FileSystemProbe(
                properties.directories(),
                properties.minFreeDisk(),
                serviceName(environment),
                BackgroundCheck.daemonThread("health-disk"),
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
    MeterBinder probeMetrics(ClockOffsetProbe clock) {
        return registry -> {
            registerDirectMemory(registry);
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
}
