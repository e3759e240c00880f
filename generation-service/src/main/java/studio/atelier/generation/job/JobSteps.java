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
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Uploads;
import studio.atelier.platform.database.AfterCommit;
import studio.atelier.platform.event.Outbox;
import studio.atelier.platform.trace.UserInContext;

/** What belongs to every step of a job its owner should see. Within the step's transaction. */
@Component
class JobSteps {

    private static final Logger log = LoggerFactory.getLogger(JobSteps.class);

    private final Outbox outbox;
    private final HoldCommands holds;
    private final Tasks tasks;
    private final Uploads uploads;
    private final QuickStatus quickStatus;
    private final Clock clock;

    JobSteps(Outbox outbox, HoldCommands holds, Tasks tasks, Uploads uploads, QuickStatus quickStatus, Clock clock) {
        this.outbox = outbox;
        this.holds = holds;
        this.tasks = tasks;
        this.uploads = uploads;
        this.quickStatus = quickStatus;
        this.clock = clock;
    }

    /** Tells the owner where the job stands. */
    Mono<Void> tell(Job job, @Nullable Integer queuePosition) {
        JobChanged change = new JobChanged(
                job.user(),
                job.id(),
                job.operation(),
                job.status(),
                job.version(),
                job.errorCode(),
                queuePosition,
                clock.instant());
        return outbox.append(change).then(AfterCommit.run(keep(job, queuePosition)));
    }

    /** The job has ended, with a command to billing on its row; its task, if it still has one, goes. */
    Mono<Void> end(Job job) {
        return tasks.remove(job.id()).then(endWithoutTask(job));
    }

    /** The same for a job whose task is gone already. */
    Mono<Void> endWithoutTask(Job job) {
        return uploads.releaseFor(job.id()).then(holds.send(job)).then(tell(job, null));
    }

    /** For its user there is no such job any more. */
    Mono<Void> forget(Collection<UUID> jobIds) {
        return AfterCommit.run(quickStatus.forget(jobIds));
    }

    private static String reason(Job job) {
        return job.errorCode() == null ? "" : ": " + job.errorCode();
    }

    /** For the job's own user, whoever or whatever has changed it. */
    private Mono<Void> keep(Job job, @Nullable Integer queuePosition) {
        return Mono.defer(() -> {
                    log.info("Job {} is {}{}", job.id(), job.status(), reason(job));
                    return quickStatus.keep(job, queuePosition);
                })
                .contextWrite(UserInContext.of(job.user()));
    }
}
