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
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.trace.UserReactorContext;

/** What follows each change of a job that its user should see, within the transaction of the change. */
@Component
public class JobChangeFollowUp {

    private static final Logger log = LoggerFactory.getLogger(JobChangeFollowUp.class);

    private final TransactionalOutbox outbox;
    private final HoldRequester holds;
    private final JobQueueTasks tasks;
    private final UserUploads uploads;
    private final RedisJobStatusCache statusCache;
    private final Clock clock;

    JobChangeFollowUp(
            TransactionalOutbox outbox,
            HoldRequester holds,
            JobQueueTasks tasks,
            UserUploads uploads,
            RedisJobStatusCache statusCache,
            Clock clock) {
        this.outbox = outbox;
        this.holds = holds;
        this.tasks = tasks;
        this.uploads = uploads;
        this.statusCache = statusCache;
        this.clock = clock;
    }

    /** Publishes the job's state to its user. */
    public Mono<Void> publishChange(Job job, @Nullable Integer queuePosition) {
        JobChanged change = new JobChanged(
                job.user(),
                job.id(),
                job.operation(),
                job.status(),
                job.version(),
                job.errorCode(),
                queuePosition,
                clock.instant());
        return outbox.appendEvent(change).then(CommitCallbacks.runAfterCommit(logAndCacheStatus(job, queuePosition)));
    }

    /** Finishes a job whose row has ended with a command to billing; deletes its task if it still has one. */
    public Mono<Void> finishJob(Job job) {
        return tasks.deleteTask(job.id()).then(finishJobWithoutTask(job));
    }

    /** The same for a job whose task is already deleted. */
    Mono<Void> finishJobWithoutTask(Job job) {
        return uploads.releaseFor(job.id()).then(holds.appendCommand(job)).then(publishChange(job, null));
    }

    /** Removes the cached statuses of jobs that their users no longer see. */
    public Mono<Void> evictStatuses(Collection<UUID> jobIds) {
        return CommitCallbacks.runAfterCommit(statusCache.evictStatuses(jobIds));
    }

    private static String formatReason(Job job) {
        return job.errorCode() == null ? "" : ": " + job.errorCode();
    }

    /** Runs in the context of the job's user, whatever changed the job. */
    private Mono<Void> logAndCacheStatus(Job job, @Nullable Integer queuePosition) {
        return Mono.defer(() -> {
                    log.info("Job {} is {}{}", job.id(), job.status(), formatReason(job));
                    return statusCache.cacheStatus(job, queuePosition);
                })
                .contextWrite(UserReactorContext.of(job.user()));
    }
}
