package studio.atelier.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.web.ProblemException;

@PlatformTest
class ScheduledTasksIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Autowired
    private DatabaseClient database;

    @Autowired
    private ScheduledTasks platformTasks;

    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger marked = new AtomicInteger();
    private final String name = "task-" + UUID.randomUUID();
    private Mono<String> work = Mono.just("done");
    private Clock clock = Clock.systemUTC();
    private TaskSchedule schedule = new TaskSchedule.IntervalSchedule(Duration.ofHours(2));
    private List<ScheduledTaskRunner> runners = List.of();

    @AfterEach
    void stop() throws InterruptedException {
        for (ScheduledTaskRunner runner : runners) {
            CountDownLatch stopped = new CountDownLatch(1);
            runner.stop(stopped::countDown);
            assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void runsADueTaskOnceOverFiveInstances() {
        Sinks.One<String> outcome = Sinks.one();
        work = outcome.asMono();
        start(5);
        StepVerifier.create(runners.getFirst().runNow(name)).expectComplete().verify(LIMIT);
        await(() -> runs.get() == 1);
        letEachInstanceLookForDueTasks();
        assertThat(state().running()).isTrue();
        outcome.tryEmitValue("done");
        await(() -> state().lastSucceeded() != null);
        letEachInstanceLookForDueTasks();
        assertThat(runs).hasValue(1);
        assertThat(state()).satisfies(state -> {
            assertThat(state.lastOutcome()).isEqualTo("done");
            assertThat(state.lastDuration()).isPositive();
            assertThat(state.running()).isFalse();
            assertThat(state.nextRunAt()).isAfter(Clock.systemUTC().instant().plus(Duration.ofMinutes(50)));
        });
    }

    @Test
    void runsADueTaskOnceThoughTheClockOfItsInstanceIsSlow() {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        start(1);
        StepVerifier.create(runners.getFirst().runNow(name)).expectComplete().verify(LIMIT);
        await(() -> state().lastSucceeded() != null);
        letEachInstanceLookForDueTasks();
        assertThat(runs).hasValue(1);
        assertThat(state().nextRunAt()).isAfter(Clock.systemUTC().instant().plus(Duration.ofMinutes(50)));
    }

    @Test
    void runsADailyTaskOnceThoughItEndsBeforeMidnightByTheClockOfItsInstance() {
        schedule = new TaskSchedule.CronSchedule("0 0 0 * * *", ZoneOffset.UTC);
        clock = Clock.fixed(Instant.parse("2026-03-01T23:59:59Z"), ZoneOffset.UTC);
        start(1);
        StepVerifier.create(runners.getFirst().runNow(name)).expectComplete().verify(LIMIT);
        await(() -> state().lastSucceeded() != null);
        assertThat(state().nextRunAt()).isAfter(Clock.systemUTC().instant().plus(Duration.ofHours(23)));
    }

    @Test
    void storesTheTypeOfAFailureWithoutItsMessage() {
        work = Mono.error(new IllegalStateException("a secret"));
        start(1);
        StepVerifier.create(runners.getFirst().runNow(name)).expectComplete().verify(LIMIT);
        await(() -> state().lastSucceeded() != null);
        assertThat(state().lastSucceeded()).isFalse();
        assertThat(state().lastOutcome()).isEqualTo("IllegalStateException");
    }

    @Test
    void takesATaskUpWhenTheLeaseOfADeadInstanceHasEnded() {
        start(1);
        StepVerifier.create(database.sql("""
                                update scheduled_task
                                   set next_run_at = now() - interval '1 hour', owner = gen_random_uuid(),
                                       leased_until = now() + interval '1 hour'
                                 where name = :name
                                """).bind("name", name).fetch().rowsUpdated())
                .expectNext(1L)
                .expectComplete()
                .verify(LIMIT);
        letEachInstanceLookForDueTasks();
        assertThat(runs).hasValue(0);

        StepVerifier.create(database.sql("update scheduled_task set leased_until = now() where name = :name")
                        .bind("name", name)
                        .fetch()
                        .rowsUpdated())
                .expectNext(1L)
                .expectComplete()
                .verify(LIMIT);
        await(() -> runs.get() == 1);
    }

    @Test
    void claimsWhatIsDueAndTellsWhenTheNextIsDue() {
        ScheduledTaskTable table = new ScheduledTaskTable(database);
        List<String> names = List.of(name + "-a", name + "-b", name + "-c", name + "-d");
        insertDueAfter(table, names.get(0), Duration.ofMinutes(-1));
        insertDueAfter(table, names.get(1), Duration.ofMinutes(-2));
        insertDueAfter(table, names.get(2), Duration.ofMinutes(10));
        insertDueAfter(table, names.get(3), Duration.ofMinutes(20));
        UUID owner = UUID.randomUUID();

        ScheduledTaskTable.ClaimedTasks first = claim(table, owner, names, 1);
        assertThat(first.names()).containsExactly(names.get(1));
        assertThat(first.untilNext()).isNegative();

        ScheduledTaskTable.ClaimedTasks second = claim(table, owner, names, 4);
        assertThat(second.names()).containsExactly(names.get(0));
        assertThat(second.untilNext()).as("the lease of the other").isBetween(Duration.ZERO, Duration.ofMinutes(5));

        ScheduledTaskTable.ClaimedTasks third = claim(table, owner, names.subList(2, 4), 4);
        assertThat(third.names()).isEmpty();
        assertThat(third.untilNext()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }

    @Test
    void tellsThatATaskMadeDueDuringItsRunIsDue() {
        ScheduledTaskTable table = new ScheduledTaskTable(database);
        insertDueAfter(table, name, Duration.ZERO);
        UUID owner = UUID.randomUUID();
        claim(table, owner, List.of(name), 1);
        StepVerifier.create(table.runNow(name).then(finish(table, owner)))
                .assertNext(untilNext -> assertThat(untilNext).isLessThanOrEqualTo(Duration.ZERO))
                .expectComplete()
                .verify(LIMIT);

        claim(table, owner, List.of(name), 1);
        StepVerifier.create(finish(table, owner))
                .assertNext(
                        untilNext -> assertThat(untilNext).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60)))
                .expectComplete()
                .verify(LIMIT);
    }

    private static void insertDueAfter(ScheduledTaskTable table, String task, Duration wait) {
        StepVerifier.create(table.insertIfMissing(task, wait)).expectComplete().verify(LIMIT);
    }

    private static ScheduledTaskTable.ClaimedTasks claim(
            ScheduledTaskTable table, UUID owner, List<String> names, int limit) {
        return Objects.requireNonNull(
                table.claimDueTasks(owner, names, limit, Duration.ofMinutes(5)).block(LIMIT));
    }

    private Mono<Duration> finish(ScheduledTaskTable table, UUID owner) {
        return table.finishRun(
                owner,
                name,
                new ScheduledTaskTable.ScheduledTaskRun(Duration.ofSeconds(1), true, "done"),
                Duration.ofHours(1));
    }

    @Test
    void knowsNoOtherTasksThanItsOwn() {
        StepVerifier.create(platformTasks.runNow("no-such-task"))
                .expectError(ProblemException.class)
                .verify(LIMIT);
    }

    @Test
    void cleansUpAfterThePlatform() {
        StepVerifier.create(database.sql("""
                                insert into inbox (consumer_group, event_id, handled_at)
                                select 'old', gen_random_uuid(), now() - interval '9 days'
                                  from generate_series(1, 6000)
                                """).then().then(platformTasks.runNow("inbox-clean-up")))
                .expectComplete()
                .verify(LIMIT);
        await(() -> Objects.equals(
                0L,
                database.sql("select count(*) from inbox where consumer_group = 'old'")
                        .mapValue(Long.class)
                        .one()
                        .block(LIMIT)));
    }

    private void start(int instances) {
        runners = IntStream.range(0, instances)
                .mapToObj(i -> new ScheduledTaskRunner(
                        List.of(new Work(), new Marker(i)),
                        new ScheduledTaskTable(database),
                        new SimpleMeterRegistry(),
                        ObservationRegistry.NOOP,
                        clock))
                .toList();
        runners.forEach(ScheduledTaskRunner::start);
        await(() -> Objects.equals(
                2L * instances,
                Flux.fromIterable(runners)
                        .flatMap(ScheduledTaskRunner::listScheduledTasks)
                        .count()
                        .block(LIMIT)));
    }

    /** Makes a task of each instance due after {@link Work}, which the instance would run before it. */
    private void letEachInstanceLookForDueTasks() {
        marked.set(0);
        for (int i = 0; i < runners.size(); i++) {
            StepVerifier.create(runners.get(i).runNow(new Marker(i).name()))
                    .expectComplete()
                    .verify(LIMIT);
        }
        await(() -> marked.get() == runners.size());
    }

    private TaskState state() {
        return Objects.requireNonNull(runners.getFirst()
                .listScheduledTasks()
                .filter(task -> task.name().equals(name))
                .blockFirst(LIMIT));
    }

    private static void await(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                        .onBackpressureDrop()
                        .publishOn(Schedulers.boundedElastic())
                        .filter(tick -> condition.getAsBoolean())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    private final class Work implements ScheduledTask {

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "Counts its runs.";
        }

        @Override
        public TaskSchedule schedule() {
            return schedule;
        }

        @Override
        public Mono<String> runScheduledTask() {
            return Mono.defer(() -> {
                runs.incrementAndGet();
                return work;
            });
        }
    }

    /** A task that only one instance has. */
    private final class Marker implements ScheduledTask {

        private final int instance;

        private Marker(int instance) {
            this.instance = instance;
        }

        @Override
        public String name() {
            return name + "-marker-" + instance;
        }

        @Override
        public String description() {
            return "Shows that its instance has looked for due tasks.";
        }

        @Override
        public TaskSchedule schedule() {
            return new TaskSchedule.IntervalSchedule(Duration.ofHours(2));
        }

        @Override
        public Mono<String> runScheduledTask() {
            return Mono.fromSupplier(() -> "marked " + marked.incrementAndGet());
        }
    }
}
