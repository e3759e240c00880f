package studio.atelier.generation.worker;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.mockito.invocation.InvocationOnMock;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.JobTransitions.JobClaim;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.run.RunJob;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;

/**
 * A second worker over the same database, with beans of its own for the runs of jobs. Each of its runs can be suspended
 * at one point, as if its process stood still there, and continued later.
 */
final class SuspendableWorker implements AutoCloseable {

    /** Writes that a worker may make only under its lease. */
    private static final Set<String> LEASED_WRITES = Set.of("insertAttempt", "endJob", "rerouteJob", "putBack");

    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(500);

    private final UUID id = UuidV7Generator.nextUuid();
    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
    private final RunJob runJob;
    private final JobTransitions transitions;
    private final Map<UUID, TaskLease> held = new ConcurrentHashMap<>();
    private final Disposable renewals;

    SuspendableWorker(ApplicationContext service) {
        beans.setParent(service);
        for (Class<?> type : List.of(
                JobTransitions.class,
                ProviderAttempts.class,
                ProviderRegistry.class,
                GeneratedImages.class,
                JobQueueTasks.class)) {
            replaceBean(type, service);
        }
        beans.scan(RunJob.class.getPackageName());
        beans.refresh();
        runJob = beans.getBean(RunJob.class);
        transitions = service.getBean(JobTransitions.class);
        JobQueueTasks tasks = service.getBean(JobQueueTasks.class);
        renewals = Flux.interval(BETWEEN_RENEWALS)
                .onBackpressureDrop()
                .concatMap(tick -> tasks.renewLeases(id, held.keySet()))
                .subscribe();
    }

    private <T> void replaceBean(Class<T> type, ApplicationContext service) {
        T real = service.getBean(type);
        beans.registerBean(service.getBeanNamesForType(type)[0], type, () -> suspendable(type, real));
    }

    private static <T> T suspendable(Class<T> type, T real) {
        return mock(type, withSettings().stubOnly().defaultAnswer(call -> intercept(real, call)));
    }

    /** Context of the subscriber says which run makes the call. */
    private static Object intercept(Object real, InvocationOnMock call) throws Throwable {
        if (call.getMethod().getReturnType() == Mono.class) {
            String method = call.getMethod().getName();
            return Mono.deferContextual(context ->
                    context.get(SuspendedRun.class).around(method, Mono.defer(() -> (Mono<?>) invokeReal(real, call))));
        }
        Object result = invokeReal(real, call);
        return result instanceof ImageProvider provider ? suspendable(ImageProvider.class, provider) : result;
    }

    private static Object invokeReal(Object real, InvocationOnMock call) {
        try {
            return call.getMethod().invoke(real, call.getArguments());
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims waiting tasks, at most this many. */
    Flux<ClaimedJob> claimTasks(String queue, int most) {
        return transitions
                .claimJobs(new JobClaim(queue, id, most, true, false))
                .flatMapIterable(claimed -> claimed)
                .doOnNext(this::hold);
    }

    /** Takes over tasks whose lease has expired, at most this many. */
    Flux<ClaimedJob> takeOver(String queue, int most) {
        return transitions
                .claimJobs(new JobClaim(queue, id, most, false, true))
                .flatMapIterable(claimed -> claimed)
                .doOnNext(this::hold);
    }

    private void hold(ClaimedJob claimed) {
        held.put(claimed.lease().jobId(), claimed.lease());
    }

    /** Runs a job until it ends or is left to others. */
    Mono<Void> runTask(ClaimedJob claimed, SuspendedRun suspended) {
        return runJob.handle(new WorkerHeldTask(claimed), job -> {}, job -> {})
                .contextWrite(context -> context.put(SuspendedRun.class, suspended));
    }

    /** Ceases to renew leases, as a process does that stands still. */
    void fallSilent() {
        renewals.dispose();
    }

    UUID id() {
        return id;
    }

    @Override
    public void close() {
        renewals.dispose();
        beans.close();
    }

    /** Where a run is suspended. */
    enum SuspensionPoint {
        AFTER_START("prepareInputs", true),
        BEFORE_CALL_IS_RECORDED("insertAttempt", true),
        BEFORE_CALL("requestImage", true),
        AFTER_REPLY("requestImage", false),
        AFTER_REPLY_IS_RECORDED("markAccepted", false),
        AFTER_LOOK("findTaskStatus", false),
        BEFORE_STORING("storeImage", true),
        BEFORE_END("endJob", true),
        NOWHERE("", true);

        private final String method;
        private final boolean before;

        SuspensionPoint(String method, boolean before) {
            this.method = method;
            this.before = before;
        }

        /** One of the points in a run. */
        static SuspensionPoint anyOf(SplittableRandom chances) {
            return values()[chances.nextInt(NOWHERE.ordinal())];
        }
    }

    /** A run that is suspended once, at a point. */
    static final class SuspendedRun {

        private final SuspensionPoint point;
        private final Sinks.Empty<Void> reached = Sinks.empty();
        private final Sinks.Empty<Void> woken = Sinks.empty();
        private final Set<String> staleWrites = ConcurrentHashMap.newKeySet();
        private volatile boolean leaseLost;

        SuspendedRun(SuspensionPoint point) {
            this.point = point;
        }

        static SuspendedRun never() {
            return new SuspendedRun(SuspensionPoint.NOWHERE);
        }

        SuspensionPoint point() {
            return point;
        }

        /** Completes when the run stands still. */
        Mono<Void> whenSuspended() {
            return reached.asMono();
        }

        void wake() {
            woken.tryEmitEmpty();
        }

        /** From now on, no write of this run may have an effect. */
        void loseLease() {
            leaseLost = true;
        }

        /** Writes that had an effect after the lease was lost. */
        Set<String> staleWrites() {
            return Set.copyOf(staleWrites);
        }

        private <T> Mono<T> around(String method, Mono<T> call) {
            Mono<T> watched = call.doOnNext(result -> noteWrite(method, result));
            if (!method.equals(point.method)) {
                return watched;
            }
            return point.before
                    ? suspend().then(watched)
                    : watched.materialize().delayUntil(end -> suspend()).dematerialize();
        }

        private Mono<Void> suspend() {
            return Mono.defer(() -> {
                reached.tryEmitEmpty();
                return woken.asMono();
            });
        }

        private void noteWrite(String method, Object result) {
            if (leaseLost && LEASED_WRITES.contains(method) && !Boolean.FALSE.equals(result)) {
                staleWrites.add(method);
            }
        }
    }
}
