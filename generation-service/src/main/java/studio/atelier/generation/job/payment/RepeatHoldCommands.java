package studio.atelier.generation.job.payment;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.HoldRequester;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.StoredHoldUpdates;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Repeats commands to billing until their answer is on the job's row. */
@Component
class RepeatHoldCommands implements ScheduledTask {

    private static final int BATCH = 200;

    private final StoredHoldUpdates changes;
    private final HoldRequester commands;
    private final DatabaseTransactions transactions;
    private final JobProperties properties;

    RepeatHoldCommands(
            StoredHoldUpdates changes,
            HoldRequester commands,
            DatabaseTransactions transactions,
            JobProperties properties) {
        this.changes = changes;
        this.commands = commands;
        this.transactions = transactions;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "hold-reminders";
    }

    @Override
    public String description() {
        return "Asks billing again where a hold, a capture or a release has no answer yet.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(Duration.ofSeconds(5));
    }

    @Override
    public Mono<String> runScheduledTask() {
        return transactions
                .runInTransaction(changes.listUnansweredJobs(BATCH)
                        .concatMap(this::repeatCommand)
                        .count())
                .map(count -> count + " commands repeated");
    }

    private Mono<Job> repeatCommand(Job job) {
        return commands.appendCommand(job)
                .then(changes.recordRepeat(
                        job.id(), properties.askAgainAfter(job.payment().asks() + 1)))
                .thenReturn(job);
    }
}
