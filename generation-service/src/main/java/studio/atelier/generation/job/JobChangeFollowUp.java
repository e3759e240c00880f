package studio.atelier.generation.job;

import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.CommitCallbacks;
import studio.atelier.platform.trace.UserReactorContext;

/** What follows a change of a job once it is committed. */
@Component
public class JobChangeFollowUp {

    private static final Logger log = LoggerFactory.getLogger(JobChangeFollowUp.class);

    private final RedisJobStatusCache statusCache;
    private final BatchProgressBroadcast batches;

    JobChangeFollowUp(RedisJobStatusCache statusCache, BatchProgressBroadcast batches) {
        this.statusCache = statusCache;
        this.batches = batches;
    }

    /**
     * Logs the job's state, caches it for its user and lets its batch's total be sent, in the context of that user
     * whatever changed the job.
     */
    Mono<Void> showChange(Job job, @Nullable Integer queuePosition) {
        return CommitCallbacks.runOnceCommitted(Mono.defer(() -> {
                    log.info("Job {} is {}{}", job.id(), job.status(), formatReason(job));
                    batches.markChanged(job);
                    return statusCache.cacheStatus(job, queuePosition);
                })
                .contextWrite(UserReactorContext.of(job.user())));
    }

    /** Caches the job's progress for its user. */
    Mono<Void> showProgress(Job job) {
        return CommitCallbacks.runOnceCommitted(statusCache.cacheStatus(job, null));
    }

    private static String formatReason(Job job) {
        return job.errorCode() == null ? "" : ": " + job.errorCode();
    }

    /** Removes the cached statuses of jobs that their users no longer see. */
    public Mono<Void> evictStatuses(Collection<UUID> jobIds) {
        return CommitCallbacks.runOnceCommitted(statusCache.evictStatuses(jobIds));
    }
}
