package studio.atelier.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.ServiceUnderTest;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.OwnServers;
import studio.atelier.platform.test.TestSpace;

/** The broker is stopped before the service starts, or killed while the service runs. */
@AtelierInfrastructure(own = true)
class WithoutKafkaIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final UserId user = new UserId(UUID.randomUUID());

    @Test
    void startsAndTakesEventsWithoutABrokerAndDeliversThemInOrderOnceThereIsOne(OwnServers servers, TestSpace space) {
        servers.kafka().stop();
        try (ConfigurableApplicationContext service = start(space)) {
            commit(service, 0, 50);
            servers.kafka().start();
            await(() -> heard(service).size() >= 50);
            servers.kafka().kill();
            commit(service, 50, 100);
            servers.kafka().start();
            await(() -> heard(service).size() >= 100);
            assertThat(heard(service))
                    .isEqualTo(LongStream.range(0, 100).boxed().toList());
        }
    }

    private static ConfigurableApplicationContext start(TestSpace space) {
        SpringApplication application = new SpringApplication(ServiceUnderTest.class, Listening.class);
        Map<String, Object> properties = new java.util.HashMap<>(space.properties());
        properties.put("spring.config.import", "classpath:atelier-platform.yml");
        properties.put("spring.application.name", "test-service");
        properties.put("server.port", "0");
        properties.put("management.server.port", "0");
        return application.run(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
    }

    private void commit(ConfigurableApplicationContext service, long from, long to) {
        TransactionalOutbox outbox = service.getBean(TransactionalOutbox.class);
        DatabaseTransactions transactions = service.getBean(DatabaseTransactions.class);
        StepVerifier.create(Flux.fromStream(LongStream.range(from, to).boxed())
                        .concatMap(n -> transactions.runInTransaction(
                                outbox.appendEvent(new UserRegistered(user, n, "ru", Instant.now()))))
                        .then())
                .expectComplete()
                .verify(LIMIT);
    }

    private static List<Long> heard(ConfigurableApplicationContext service) {
        return service.getBean(Heard.class).numbers;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                        .onBackpressureDrop()
                        .filter(tick -> condition.getAsBoolean())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    static final class Heard {

        private final List<Long> numbers = new CopyOnWriteArrayList<>();
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        Heard heard() {
            return new Heard();
        }

        @Bean
        EventSubscription subscription(Heard heard) {
            return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "test")
                    .onEvent(
                            UserRegistered.class,
                            received -> Mono.fromRunnable(
                                    () -> heard.numbers.add(received.event().telegramId())));
        }
    }
}
