package studio.atelier.generation.job.ending;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Ends jobs that have waited or run for too long; nothing is charged. */
@Component
class EndOverdueJobs implements ScheduledTask {

    private static final int BATCH = 500;
    private static final int AT_ONCE = 100;

    private final StoredJobQueries rows;
    private final JobTransitions transitions;
    private final GenerationSignals signals;

    EndOverdueJobs(StoredJobQueries rows, JobTransitions transitions, GenerationSignals signals) {
        this.rows = rows;
        this.transitions = transitions;
        this.signals = signals;
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
                .map(EndOverdueJobs::toEnding)
                .flatMap(transitions::endJob, AT_ONCE)
                .doOnNext(job -> signals.sendSignal(GenerationSignal.runningJobChanged(job.id())))
                .doOnNext(job -> signals.sendSignal(GenerationSignal.holdAnswered(job.id())))
                .count()
                .map(count -> count + " jobs ended");
    }

    private static JobEnding toEnding(StoredJobQueries.OverdueJobRow overdue) {
        return JobEnding.overdue(
                overdue.id(),
                overdue.status() == JobStatus.PROCESSING
                        ? JobErrorCode.DEADLINE_EXCEEDED
                        : JobErrorCode.WAITED_TOO_LONG);
    }
}
