package studio.atelier.generation.job;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Repeats commands to billing until their answer is on the job's row. */
@Component
class HoldReminders implements ScheduledTask {

    private static final int BATCH = 200;

    private final HoldChanges changes;
    private final HoldCommands commands;
    private final Transactions transactions;
    private final JobProperties properties;

    HoldReminders(HoldChanges changes, HoldCommands commands, Transactions transactions, JobProperties properties) {
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
    public Schedule schedule() {
        return new Schedule.Every(Duration.ofSeconds(5));
    }

    @Override
    public Mono<String> run() {
        return transactions
                .run(changes.unanswered(BATCH).concatMap(this::remind).count())
                .map(count -> count + " commands repeated");
    }

    private Mono<Job> remind(Job job) {
        return commands.send(job)
                .then(changes.askedAgain(
                        job.id(), properties.askAgainAfter(job.payment().asks() + 1)))
                .thenReturn(job);
    }
}
