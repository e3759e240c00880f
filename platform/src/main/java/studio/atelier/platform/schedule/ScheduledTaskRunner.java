package studio.atelier.platform.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * Runs scheduled tasks that are due and not leased by another instance. The lease is renewed while a task runs; if this
 * process dies, another instance runs the task after the lease has expired. Each statement says when the next task is
 * due; in between, the table is looked at only for what another process or an operator has changed.
 */
final class ScheduledTaskRunner extends BackgroundWork implements ScheduledTasks {

    private static final Logger log = LoggerFactory.getLogger(ScheduledTaskRunner.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(15);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 4;

    private final UUID owner = UUID.randomUUID();
    private final Map<String, ScheduledTask> tasks;
    private final ScheduledTaskTable table;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;
    private final Clock clock;
    private final WorkLoop starts = addLoop(WorkLoop.polling("Scheduled tasks", 1, BETWEEN_POLLS, this::startDueTasks));
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Map<String, ScheduledTaskTable.ScheduledTaskRow> lastRead = new ConcurrentHashMap<>();

    ScheduledTaskRunner(
            Collection<ScheduledTask> tasks,
            ScheduledTaskTable table,
            MeterRegistry meters,
            ObservationRegistry observations,
            Clock clock) {
        super(ShutdownPhase.INTAKE, DRAIN_LIMIT);
        this.tasks = tasks.stream().collect(Collectors.toUnmodifiableMap(ScheduledTask::name, Function.identity()));
        this.table = table;
        this.meters = meters;
        this.observations = observations;
        this.clock = clock;
        this.tasks.keySet().forEach(this::registerGauges);
        addRenewal(WorkLoop.polling("Leases of scheduled tasks", 1, BETWEEN_RENEWALS, this::renewLeases));
        addLoop(WorkLoop.polling("Gauges of scheduled tasks", 1, BETWEEN_READINGS, this::refreshLastRead));
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
                .doOnNext(found -> starts.signalWork())
                .then();
    }

    @Override
    protected Mono<Void> prepare() {
        return Flux.fromIterable(tasks.values())
                .concatMap(task -> table.insertIfMissing(task.name(), computeTimeToFirstRun(task.schedule())))
                .then();
    }

    /** Claims tasks that are due and runs them beside the loop. */
    private Mono<Boolean> startDueTasks() {
        Set<String> startable = new HashSet<>(tasks.keySet());
        startable.removeAll(running);
        int free = MOST_AT_ONCE - running.size();
        return free <= 0
                ? Mono.just(false)
                : table.claimDueTasks(owner, startable, free, LEASE)
                        .doOnNext(this::launchClaimed)
                        .thenReturn(false);
    }

    private void launchClaimed(ScheduledTaskTable.ClaimedTasks claimed) {
        claimed.names().forEach(name -> launch(runLeased(Objects.requireNonNull(tasks.get(name)))));
        if (claimed.untilNext() != null) {
            lookAgainAfter(claimed.untilNext());
        }
    }

    private Mono<Void> runLeased(ScheduledTask task) {
        running.add(task.name());
        return runObserved(task)
                .flatMap(run -> table.finishRun(owner, task.name(), run, computeTimeToNextRun(task.schedule())))
                .doOnNext(this::lookAgainAfter)
                .then()
                .doFinally(end -> endRun(task));
    }

    private void endRun(ScheduledTask task) {
        boolean othersMayWait = running.size() >= MOST_AT_ONCE;
        running.remove(task.name());
        if (othersMayWait) {
            starts.signalWork();
        }
    }

    /** A later task is found by a poll before. One that is due now but locked is being claimed by another instance. */
    private void lookAgainAfter(Duration wait) {
        if (wait.compareTo(BETWEEN_POLLS) < 0) {
            starts.signalWorkAfter(wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait);
        }
    }

    private Mono<Boolean> renewLeases() {
        Set<String> leased = Set.copyOf(running);
        return leased.isEmpty()
                ? Mono.just(false)
                : table.renewLeases(owner, leased, LEASE)
                        .collect(Collectors.toUnmodifiableSet())
                        .doOnNext(renewed -> leased.stream()
                                .filter(name -> !renewed.contains(name) && running.contains(name))
                                .forEach(ScheduledTaskRunner::logLostLease))
                        .thenReturn(false);
    }

    /** A run is not cancelled in the middle of a statement: a task must bear to be run by two instances. */
    private static void logLostLease(String task) {
        log.warn("The lease of scheduled task {} is lost; another instance may run it at the same time", task);
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

    private Duration computeTimeToFirstRun(TaskSchedule schedule) {
        return switch (schedule) {
            case TaskSchedule.IntervalSchedule every ->
                WorkLoop.addJitter(every.interval().dividedBy(2));
            case TaskSchedule.CronSchedule cron -> cron.computeTimeToFirstRun(clock.instant());
        };
    }

    private Duration computeTimeToNextRun(TaskSchedule schedule) {
        return switch (schedule) {
            case TaskSchedule.IntervalSchedule every -> every.interval();
            case TaskSchedule.CronSchedule cron -> cron.computeTimeToNextRun(clock.instant());
        };
    }

    private Mono<Boolean> refreshLastRead() {
        return table.listRows(tasks.keySet())
                .doOnNext(row -> lastRead.put(row.name(), row))
                .then(Mono.just(false));
    }
}
