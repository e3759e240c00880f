package studio.atelier.platform.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.support.CronExpression;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.platform.trace.ObservedWork;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Runs the tasks that are due and that no other instance works on. A lease is renewed while a task runs; should this
 * process die, another takes the task up when the lease has ended.
 */
final class TaskRunner implements ScheduledTasks, SmartLifecycle {

    /** Stops with the consumers, before the web server. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 4;

    private final UUID owner = UUID.randomUUID();
    private final Map<String, ScheduledTask> tasks;
    private final TaskTable table;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;
    private final Clock clock;
    private final AtomicInteger active = new AtomicInteger();
    private final Map<String, TaskTable.Row> lastRead = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile @Nullable Disposable running;

    TaskRunner(
            Collection<ScheduledTask> tasks,
            TaskTable table,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        this.tasks = tasks.stream().collect(Collectors.toUnmodifiableMap(ScheduledTask::name, Function.identity()));
        this.table = table;
        this.meters = meters;
        this.observations = observations;
        this.clock = clock;
        this.tasks.keySet().forEach(this::measure);
    }

    private void measure(String name) {
        gauge("atelier.scheduled.task.next.run.epoch.seconds", name, row -> epoch(row.nextRunAt()));
        gauge("atelier.scheduled.task.last.run.epoch.seconds", name, row -> epoch(row.lastStartedAt()));
        gauge("atelier.scheduled.task.last.duration.seconds", name, row -> seconds(row.lastDuration()));
        gauge("atelier.scheduled.task.last.success", name, row -> Boolean.FALSE.equals(row.lastSucceeded()) ? 0 : 1);
    }

    private void gauge(String meter, String name, ToDoubleFunction<TaskTable.Row> value) {
        meters.gauge(meter, Tags.of("task", name), lastRead, rows -> {
            TaskTable.Row row = rows.get(name);
            return row == null ? Double.NaN : value.applyAsDouble(row);
        });
    }

    private static double epoch(@Nullable Instant instant) {
        return instant == null ? Double.NaN : instant.toEpochMilli() / 1000.0;
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    @Override
    public Flux<TaskState> list() {
        return table.all(tasks.keySet())
                .map(row ->
                        row.with(Objects.requireNonNull(tasks.get(row.name())).description()));
    }

    @Override
    public Mono<Void> runNow(String name) {
        return Mono.just(name)
                .filter(tasks::containsKey)
                .flatMap(table::runNow)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .then();
    }

    @Override
    public void start() {
        stopping = false;
        running = Disposables.composite(
                register().thenMany(work()).subscribe(),
                again(read(), BETWEEN_READINGS).subscribe());
    }

    private Mono<Void> register() {
        return Flux.fromIterable(tasks.values())
                .concatMap(task -> table.register(task.name(), first(task.schedule())))
                .then()
                .retryWhen(Retry.backoff(Long.MAX_VALUE, BETWEEN_LOOKS).maxBackoff(BETWEEN_RENEWALS));
    }

    /** Takes one task after the other as long as one is due, then looks again after a while. */
    private Flux<?> work() {
        return Mono.defer(this::claim)
                .onErrorResume(TaskRunner::later)
                .repeatWhen(rounds ->
                        rounds.concatMap(found -> found > 0 ? Mono.just(found) : Mono.delay(jittered(BETWEEN_LOOKS))))
                .flatMap(
                        name -> runLeased(Objects.requireNonNull(tasks.get(name)))
                                .onErrorResume(TaskRunner::later),
                        Integer.MAX_VALUE);
    }

    private static <T> Mono<T> later(Throwable error) {
        log.warn("Scheduled tasks wait: {}", error.toString());
        return Mono.empty();
    }

    private Mono<String> claim() {
        return stopping || active.get() >= MOST_AT_ONCE ? Mono.empty() : table.claim(owner, tasks.keySet(), LEASE);
    }

    private static Flux<?> again(Mono<?> work, Duration pause) {
        return work.then(Mono.<Object>empty())
                .onErrorResume(TaskRunner::later)
                .repeatWhen(rounds -> rounds.concatMap(round -> Mono.delay(jittered(pause))));
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(
                (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private Mono<Void> runLeased(ScheduledTask task) {
        return Mono.defer(() -> {
            active.incrementAndGet();
            Disposable heartbeat = again(
                            Mono.delay(BETWEEN_RENEWALS).then(table.renew(owner, task.name(), LEASE)),
                            Duration.ofMillis(4))
                    .subscribe();
            return run(task)
                    .flatMap(run -> table.finish(owner, task.name(), run, next(task.schedule())))
                    .doFinally(end -> {
                        heartbeat.dispose();
                        active.decrementAndGet();
                    });
        });
    }

    private Mono<TaskTable.Run> run(ScheduledTask task) {
        return Mono.defer(() -> {
            Instant start = clock.instant();
            Mono<TaskTable.Run> run = Mono.defer(task::run)
                    .map(outcome -> ended(task, start, true, outcome))
                    .doOnError(error -> log.error("Scheduled task {} failed", task.name(), error));
            return ObservedWork.of(() -> observation(task), run)
                    .onErrorResume(error -> Mono.just(failed(start, error)));
        });
    }

    private Observation observation(ScheduledTask task) {
        return Observation.createNotStarted("atelier.scheduled.task", observations)
                .contextualName("task " + task.name())
                .lowCardinalityKeyValue("task", task.name());
    }

    private TaskTable.Run ended(ScheduledTask task, Instant start, boolean succeeded, String outcome) {
        Duration duration = Duration.between(start, clock.instant());
        log.info("Scheduled task {} took {} ms: {}", task.name(), duration.toMillis(), outcome);
        return new TaskTable.Run(duration, succeeded, outcome);
    }

    private TaskTable.Run failed(Instant start, Throwable error) {
        return new TaskTable.Run(
                Duration.between(start, clock.instant()),
                false,
                error.getClass().getSimpleName());
    }

    private Instant first(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Every every ->
                clock.instant().plus(jittered(every.interval().dividedBy(2)));
            case Schedule.Cron cron -> next(cron);
        };
    }

    private Instant next(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Every every -> clock.instant().plus(every.interval());
            case Schedule.Cron cron -> {
                ZonedDateTime next = CronExpression.parse(cron.expression())
                        .next(clock.instant().atZone(cron.zone()));
                yield next == null ? Instant.MAX : next.toInstant();
            }
        };
    }

    private Mono<Void> read() {
        return table.all(tasks.keySet())
                .doOnNext(row -> lastRead.put(row.name(), row))
                .then();
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    /** Starts nothing more and waits a little for what runs; the rest is taken up when its lease ends. */
    @Override
    public void stop(Runnable callback) {
        stopping = true;
        Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                .onBackpressureDrop()
                .takeUntil(tick -> active.get() == 0)
                .then()
                .timeout(STOP_LIMIT, Mono.empty())
                .subscribe(done -> {}, error -> end(callback), () -> end(callback));
    }

    private void end(Runnable callback) {
        Disposable all = running;
        if (all != null) {
            all.dispose();
        }
        running = null;
        callback.run();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
