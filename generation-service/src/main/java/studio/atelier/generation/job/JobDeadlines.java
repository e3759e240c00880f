package studio.atelier.generation.job;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Ends jobs that have waited or run for too long; nothing is charged. */
@Component
class JobDeadlines implements ScheduledTask {

    private static final int BATCH = 500;

    private final JobRows rows;
    private final JobChanges changes;
    private final JobSteps steps;
    private final Signals signals;
    private final Transactions transactions;

    JobDeadlines(JobRows rows, JobChanges changes, JobSteps steps, Signals signals, Transactions transactions) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
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
    public Schedule schedule() {
        return new Schedule.Every(Duration.ofSeconds(5));
    }

    @Override
    public Mono<String> run() {
        return rows.overdue(BATCH)
                .concatMap(overdue -> transactions.run(end(overdue)))
                .count()
                .map(count -> count + " jobs given up");
    }

    private Mono<Job> end(JobRows.Overdue overdue) {
        JobError error =
                overdue.status() == JobStatus.PROCESSING ? JobError.DEADLINE_EXCEEDED : JobError.WAITED_TOO_LONG;
        return changes.endedPastDeadline(overdue.id(), Ending.failed(error))
                .delayUntil(steps::end)
                .delayUntil(job -> signals.afterCommit(Signal.running(job.id())))
                .delayUntil(job -> signals.afterCommit(Signal.answered(job.id())));
    }
}
