package studio.atelier.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.ServiceUnderTest;
import studio.atelier.platform.database.DatabaseNotifications;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

/** Two processes of one service share its outbox, its consumer groups and its signals. */
@AtelierInfrastructure
class TwoInstancesIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int COMMITS = 40;

    /** The poll interval after which a relay finds a commit without a signal. */
    private static final Duration SOONEST_LOOK = Duration.ofMillis(750);

    private static final List<Long> HEARD = new CopyOnWriteArrayList<>();

    private final UserId user = new UserId(UUID.randomUUID());

    @Test
    void theOneThatHoldsTheLeaseHearsOfTheOthersCommitsAndTheOtherTakesOverWhenItGoes(TestSpace space) {
        ConfigurableApplicationContext first = start(space);
        await(() -> shardsHeld(first) == OutboxEventTable.SHARDS);
        try (ConfigurableApplicationContext second = start(space)) {
            assertThat(shardsHeld(second)).isZero();
            commit(second, 0);
            await(() -> HEARD.contains(0L));
            assertThat(timesUntilHeard(second))
                    .as("each begins when a look has just been, if it was a look that found the one before")
                    .filteredOn(time -> time.compareTo(SOONEST_LOOK) < 0)
                    .hasSizeGreaterThan(COMMITS / 2);

            List<String> hintsOfFirst = listenToJobs(first);
            List<String> hintsOfSecond = listenToJobs(second);
            first.getBean(DatabaseNotifications.class).sendNotification("jobs", "42");
            first.getBean(DatabaseNotifications.class).sendNotification("others", "43");
            await(() -> hintsOfSecond.contains("42"));
            second.getBean(DatabaseNotifications.class).sendNotification("jobs", "44");
            await(() -> hintsOfFirst.contains("44"));
            assertThat(hintsOfSecond).containsExactly("42");
            assertThat(hintsOfFirst).containsExactly("44");

            first.close();
            commit(second, COMMITS + 1);
            await(() -> HEARD.contains(COMMITS + 1L));
            await(() -> shardsHeld(second) == OutboxEventTable.SHARDS);
            assertThat(HEARD)
                    .isEqualTo(LongStream.rangeClosed(0, COMMITS + 1).boxed().toList());
        }
    }

    private static List<String> listenToJobs(ConfigurableApplicationContext service) {
        List<String> hints = new CopyOnWriteArrayList<>();
        service.getBean(DatabaseNotifications.class).listenToChannel("jobs").subscribe(hints::add);
        return hints;
    }

    private List<Duration> timesUntilHeard(ConfigurableApplicationContext service) {
        List<Duration> times = new ArrayList<>();
        for (long i = 1; i <= COMMITS; i++) {
            long start = System.nanoTime();
            long number = i;
            commit(service, number);
            await(() -> HEARD.contains(number));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return times;
    }

    private static double shardsHeld(ConfigurableApplicationContext service) {
        return service.getBean(MeterRegistry.class)
                .get("atelier.outbox.shards.held")
                .gauge()
                .value();
    }

    private static ConfigurableApplicationContext start(TestSpace space) {
        Map<String, Object> properties = new HashMap<>(space.properties());
        properties.put("spring.config.import", "classpath:atelier-platform.yml");
        properties.put("spring.application.name", "test-service");
        properties.put("server.port", "0");
        properties.put("management.server.port", "0");
        SpringApplication application = new SpringApplication(ServiceUnderTest.class);
        application.addInitializers(context -> context.getBeanFactory()
                .registerSingleton(
                        "subscription",
                        EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "test")
                                .onEvent(
                                        UserRegistered.class,
                                        received -> Mono.fromRunnable(
                                                () -> HEARD.add(received.event().telegramId())))));
        return application.run(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
    }

    private void commit(ConfigurableApplicationContext service, long number) {
        TransactionalOutbox outbox = service.getBean(TransactionalOutbox.class);
        StepVerifier.create(service.getBean(DatabaseTransactions.class)
                        .runInTransaction(outbox.appendEvent(new UserRegistered(user, number, "ru", Instant.now()))))
                .expectComplete()
                .verify(LIMIT);
    }

    private static void await(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                        .onBackpressureDrop()
                        .filter(tick -> condition.getAsBoolean())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }
}
