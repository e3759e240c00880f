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
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Runs scheduled tasks that are due and not leased by another instance. The lease is renewed while a task runs; if this
 * process dies, another instance runs the task after the lease has expired.
 */
final class ScheduledTaskRunner implements ScheduledTasks, SmartLifecycle {

    /** Stops with the consumers, before the web server. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    private static final Logger log = LoggerFactory.getLogger(ScheduledTaskRunner.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 4;

    private final UUID owner = UUID.randomUUID();
    private final Map<String, ScheduledTask> tasks;
    private final ScheduledTaskTable table;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;
    private final Clock clock;
    private final AtomicInteger active = new AtomicInteger();
    private final Map<String, ScheduledTaskTable.ScheduledTaskRow> lastRead = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile @Nullable Disposable running;

    ScheduledTaskRunner(
            Collection<ScheduledTask> tasks,
            ScheduledTaskTable table,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        this.tasks = tasks.stream().collect(Collectors.toUnmodifiableMap(ScheduledTask::name, Function.identity()));
        this.table = table;
        this.meters = meters;
        this.observations = observations;
        this.clock = clock;
        this.tasks.keySet().forEach(this::registerGauges);
    }

    private void registerGauges(String name) {
        registerGauge("atelier.scheduled.task.next.run.epoch.seconds", name, row -> toEpochSeconds(row.nextRunAt()));
        registerGauge(
                "atelier.scheduled.task.last.run.epoch.seconds", name, row -> toEpochSeconds(row.lastStartedAt()));
        registerGauge("atelier.scheduled.task.last.duration.seconds", name, row -> toSeconds(row.lastDuration()));
        registerGauge(
                "atelier.scheduled.task.last.success", name, row -> Boolean.FALSE.equals(row.lastSucceeded()) ? 0 : 1);
    }

    private void registerGauge(String meter, String name, ToDoubleFunction<ScheduledTaskTable.ScheduledTaskRow> value) {
        meters.gauge(meter, Tags.of("task", name), lastRead, rows -> {
            ScheduledTaskTable.ScheduledTaskRow row = rows.get(name);
            return row == null ? Double.NaN : value.applyAsDouble(row);
        });
    }

    private static double toEpochSeconds(@Nullable Instant instant) {
        return instant == null ? Double.NaN : instant.toEpochMilli() / 1000.0;
    }

    private static double toSeconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    @Override
    public Flux<TaskState> listScheduledTasks() {
        return table.listRows(tasks.keySet())
                .map(row -> row.toTaskState(
                        Objects.requireNonNull(tasks.get(row.name())).description()));
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
                insertMissingRows().thenMany(runDueTasks()).subscribe(),
                repeatAfterPause(refreshLastRead(), BETWEEN_READINGS).subscribe());
    }

    private Mono<Void> insertMissingRows() {
        return Flux.fromIterable(tasks.values())
                .concatMap(task -> table.insertIfMissing(task.name(), computeFirstRun(task.schedule())))
                .then()
                .retryWhen(Retry.backoff(Long.MAX_VALUE, BETWEEN_POLLS).maxBackoff(BETWEEN_RENEWALS));
    }

    /** Runs due tasks one after the other, then checks again after a while. */
    private Flux<?> runDueTasks() {
        return Mono.defer(this::claimDueTask)
                .onErrorResume(ScheduledTaskRunner::logAndSkip)
                .repeatWhen(rounds ->
                        rounds.concatMap(found -> found > 0 ? Mono.just(found) : Mono.delay(addJitter(BETWEEN_POLLS))))
                .flatMap(
                        name -> runLeased(Objects.requireNonNull(tasks.get(name)))
                                .onErrorResume(ScheduledTaskRunner::logAndSkip),
                        Integer.MAX_VALUE);
    }

    private static <T> Mono<T> logAndSkip(Throwable error) {
        log.warn("Access to the scheduled tasks failed and is repeated: {}", error.toString());
        return Mono.empty();
    }

    private Mono<String> claimDueTask() {
        return stopping || active.get() >= MOST_AT_ONCE
                ? Mono.empty()
                : table.claimDueTask(owner, tasks.keySet(), LEASE);
    }

    private static Flux<?> repeatAfterPause(Mono<?> work, Duration pause) {
        return work.then(Mono.<Object>empty())
                .onErrorResume(ScheduledTaskRunner::logAndSkip)
                .repeatWhen(rounds -> rounds.concatMap(round -> Mono.delay(addJitter(pause))));
    }

    private static Duration addJitter(Duration pause) {
        return Duration.ofMillis(
                (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private Mono<Void> runLeased(ScheduledTask task) {
        return Mono.defer(() -> {
            active.incrementAndGet();
            Disposable heartbeat = repeatAfterPause(
                            Mono.delay(BETWEEN_RENEWALS).then(table.renewLease(owner, task.name(), LEASE)),
                            Duration.ofMillis(4))
                    .subscribe();
            return runObserved(task)
                    .flatMap(run -> table.finishRun(owner, task.name(), run, computeNextRun(task.schedule())))
                    .doFinally(end -> {
                        heartbeat.dispose();
                        active.decrementAndGet();
                    });
        });
    }

    private Mono<ScheduledTaskTable.ScheduledTaskRun> runObserved(ScheduledTask task) {
        return Mono.defer(() -> {
            Instant start = clock.instant();
            Mono<ScheduledTaskTable.ScheduledTaskRun> run = Mono.defer(task::runScheduledTask)
                    .map(outcome -> toFinishedRun(task, start, true, outcome))
                    .doOnError(error -> log.error("Scheduled task {} failed", task.name(), error));
            return ReactiveObservations.observeMono(() -> createObservation(task), run)
                    .onErrorResume(error -> Mono.just(toFailedRun(start, error)));
        });
    }

    private Observation createObservation(ScheduledTask task) {
        return Observation.createNotStarted("atelier.scheduled.task", observations)
                .contextualName("task " + task.name())
                .lowCardinalityKeyValue("task", task.name());
    }

    private ScheduledTaskTable.ScheduledTaskRun toFinishedRun(
            ScheduledTask task, Instant start, boolean succeeded, String outcome) {
        Duration duration = Duration.between(start, clock.instant());
        log.info("Scheduled task {} took {} ms: {}", task.name(), duration.toMillis(), outcome);
        return new ScheduledTaskTable.ScheduledTaskRun(duration, succeeded, outcome);
    }

    private ScheduledTaskTable.ScheduledTaskRun toFailedRun(Instant start, Throwable error) {
        return new ScheduledTaskTable.ScheduledTaskRun(
                Duration.between(start, clock.instant()),
                false,
                error.getClass().getSimpleName());
    }

    private Instant computeFirstRun(TaskSchedule schedule) {
        return switch (schedule) {
            case TaskSchedule.IntervalSchedule every ->
                clock.instant().plus(addJitter(every.interval().dividedBy(2)));
            case TaskSchedule.CronSchedule cron -> computeNextRun(cron);
        };
    }

    private Instant computeNextRun(TaskSchedule schedule) {
        return switch (schedule) {
            case TaskSchedule.IntervalSchedule every -> clock.instant().plus(every.interval());
            case TaskSchedule.CronSchedule cron -> {
                ZonedDateTime next = CronExpression.parse(cron.expression())
                        .next(clock.instant().atZone(cron.zone()));
                yield next == null ? Instant.MAX : next.toInstant();
            }
        };
    }

    private Mono<Void> refreshLastRead() {
        return table.listRows(tasks.keySet())
                .doOnNext(row -> lastRead.put(row.name(), row))
                .then();
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    /** Starts no further task and waits a short time for running ones; others resume them when the leases expire. */
    @Override
    public void stop(Runnable callback) {
        stopping = true;
        Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                .onBackpressureDrop()
                .takeUntil(tick -> active.get() == 0)
                .then()
                .timeout(STOP_LIMIT, Mono.empty())
                .subscribe(done -> {}, error -> completeStop(callback), () -> completeStop(callback));
    }

    private void completeStop(Runnable callback) {
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
