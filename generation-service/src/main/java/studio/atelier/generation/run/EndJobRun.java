package studio.atelier.generation.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.provider.CancelProviderWork;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;

/** The last step of a run. Changes nothing once the lease is lost. */
@Component
class EndJobRun {

    private static final Logger log = LoggerFactory.getLogger(EndJobRun.class);
    private static final Duration LATER = Duration.ofSeconds(15);

    private final JobTransitions transitions;
    private final JobQueueTasks tasks;
    private final CancelProviderWork cancelWork;
    private final GenerationSignals signals;
    private final JobWorkerMetrics metrics;

    EndJobRun(
            JobTransitions transitions,
            JobQueueTasks tasks,
            CancelProviderWork cancelWork,
            GenerationSignals signals,
            JobWorkerMetrics metrics) {
        this.transitions = transitions;
        this.tasks = tasks;
        this.cancelWork = cancelWork;
        this.signals = signals;
        this.metrics = metrics;
    }

    Mono<Void> handle(JobRun run, JobRunStep.FinalJobRunStep end) {
        return switch (end) {
            case JobRunStep.CompleteJobStep made -> completeJob(run.lease(), made);
            case JobRunStep.FailJobStep failed ->
                transitions
                        .endJob(JobEnding.failedUnderLease(run.lease(), failed.error()))
                        .doOnNext(metrics::recordJobEnd)
                        .then();
            case JobRunStep.CancelJobStep cancelled -> cancelJob(run.lease());
            case JobRunStep.PutBackTaskStep later -> putBack(run.lease(), later.delay());
            case JobRunStep.RerouteJobStep moved -> rerouteJob(run.lease(), moved);
        };
    }

    /** The job ends first: a provider that does not listen delays neither its end nor the refund. */
    private Mono<Void> cancelJob(TaskLease lease) {
        return transitions
                .endJob(JobEnding.cancelledUnderLease(lease))
                .then(Mono.defer(() -> cancelWork.handle(lease.jobId())));
    }

    /** Puts the task back: any worker may claim it, after this delay at the earliest. */
    Mono<Void> putBack(TaskLease lease, Duration delay) {
        return tasks.putBack(lease, delay).then();
    }

    private Mono<Void> completeJob(TaskLease lease, JobRunStep.CompleteJobStep made) {
        GenerationFailpoint.BEFORE_CAPTURE.failIfArmed();
        return transitions
                .endJob(JobEnding.completed(lease, made.image()))
                .doOnNext(job -> GenerationFailpoint.AFTER_CAPTURE.failIfArmed())
                .doOnNext(metrics::recordJobEnd)
                .hasElement()
                .flatMap(completed -> completed ? Mono.empty() : putBackUncompleted(lease));
    }

    /** Has no effect if the lease is lost or the job has ended; else the image's files are gone. */
    private Mono<Void> putBackUncompleted(TaskLease lease) {
        return tasks.putBack(lease, LATER)
                .filter(putBack -> putBack)
                .doOnNext(putBack -> log.error(
                        "Job {} cannot be completed: the files of its image are gone; its task is put back",
                        lease.jobId()))
                .then();
    }

    private Mono<Void> rerouteJob(TaskLease lease, JobRunStep.RerouteJobStep moved) {
        return transitions
                .rerouteJob(lease, moved.number(), moved.route())
                .filter(rerouted -> rerouted)
                .doOnNext(rerouted -> signals.sendSignal(
                        GenerationSignal.queueReady(moved.route().provider())))
                .then();
    }
}
