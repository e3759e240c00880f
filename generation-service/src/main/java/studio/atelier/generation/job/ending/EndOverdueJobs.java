package studio.atelier.generation.job.ending;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobChangeFollowUp;
import studio.atelier.generation.job.JobEndWithoutImage;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.StoredJobUpdates;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Ends jobs that have waited or run for too long; nothing is charged. */
@Component
class EndOverdueJobs implements ScheduledTask {

    private static final int BATCH = 500;

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final JobChangeFollowUp followUp;
    private final GenerationSignals signals;
    private final DatabaseTransactions transactions;

    EndOverdueJobs(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            JobChangeFollowUp followUp,
            GenerationSignals signals,
            DatabaseTransactions transactions) {
        this.rows = rows;
        this.changes = changes;
        this.followUp = followUp;
        this.signals = signals;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "job-deadlines";
    }

    @Override
    public String description() {
        return "Ends jobs that have waited or run for too long, and gives their units back.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(Duration.ofSeconds(5));
    }

    @Override
    public Mono<String> runScheduledTask() {
        return rows.listOverdueJobs(BATCH)
                .concatMap(overdue -> transactions.runInTransaction(endOverdueJob(overdue)))
                .count()
                .map(count -> count + " jobs ended");
    }

    private Mono<Job> endOverdueJob(StoredJobQueries.OverdueJobRow overdue) {
        JobErrorCode error = overdue.status() == JobStatus.PROCESSING
                ? JobErrorCode.DEADLINE_EXCEEDED
                : JobErrorCode.WAITED_TOO_LONG;
        return changes.endPastDeadline(overdue.id(), JobEndWithoutImage.ofFailure(error))
                .delayUntil(followUp::finishJob)
                .delayUntil(job -> signals.afterCommit(GenerationSignal.runningJobChanged(job.id())))
                .delayUntil(job -> signals.afterCommit(GenerationSignal.holdAnswered(job.id())));
    }
}
