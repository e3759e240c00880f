package studio.atelier.generation.job.payment;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Repeats commands to billing until their answer is on the job's row. */
@Component
class RepeatHoldCommands implements ScheduledTask {

    private static final int BATCH = 200;

    private final JobTransitions transitions;

    RepeatHoldCommands(JobTransitions transitions) {
        this.transitions = transitions;
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
        return transitions.repeatCommands(BATCH).map(count -> count + " commands repeated");
    }
}
