package studio.atelier.generation.job;

import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.CommitCallbacks;
import studio.atelier.platform.event.TransactionalOutbox;
import studio.atelier.platform.trace.UserReactorContext;

/** What belongs to every step of a job its owner should see. Within the step's transaction. */
@Component
class JobChangeFollowUp {

    private static final Logger log = LoggerFactory.getLogger(JobChangeFollowUp.class);

    private final TransactionalOutbox outbox;
    private final HoldRequester holds;
    private final JobQueueTasks tasks;
    private final UserUploads uploads;
    private final RedisJobStatusCache quickStatus;
    private final Clock clock;

    JobChangeFollowUp(
            TransactionalOutbox outbox,
            HoldRequester holds,
            JobQueueTasks tasks,
            UserUploads uploads,
            RedisJobStatusCache quickStatus,
            Clock clock) {
        this.outbox = outbox;
        this.holds = holds;
        this.tasks = tasks;
        this.uploads = uploads;
        this.quickStatus = quickStatus;
        this.clock = clock;
    }

    /** Tells the owner where the job stands. */
    Mono<Void> publishChange(Job job, @Nullable Integer queuePosition) {
        JobChanged change = new JobChanged(
                job.user(),
                job.id(),
                job.operation(),
                job.status(),
                job.version(),
                job.errorCode(),
                queuePosition,
                clock.instant());
        return outbox.appendEvent(change).then(CommitCallbacks.runAfterCommit(cacheStatus(job, queuePosition)));
    }

    /** The job has ended, with a command to billing on its row; its task, if it still has one, goes. */
    Mono<Void> finishJob(Job job) {
        return tasks.deleteTask(job.id()).then(finishJobWithoutTask(job));
    }

    /** The same for a job whose task is gone already. */
    Mono<Void> finishJobWithoutTask(Job job) {
        return uploads.releaseFor(job.id()).then(holds.appendCommand(job)).then(publishChange(job, null));
    }

    /** For its user there is no such job any more. */
    Mono<Void> evictStatuses(Collection<UUID> jobIds) {
        return CommitCallbacks.runAfterCommit(quickStatus.evictStatuses(jobIds));
    }

    private static String formatReason(Job job) {
        return job.errorCode() == null ? "" : ": " + job.errorCode();
    }

    /** For the job's own user, whoever or whatever has changed it. */
    private Mono<Void> cacheStatus(Job job, @Nullable Integer queuePosition) {
        return Mono.defer(() -> {
                    log.info("Job {} is {}{}", job.id(), job.status(), formatReason(job));
                    return quickStatus.cacheStatus(job, queuePosition);
                })
                .contextWrite(UserReactorContext.of(job.user()));
    }
}
