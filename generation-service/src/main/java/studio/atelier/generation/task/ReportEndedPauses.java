package studio.atelier.generation.task;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Notifies operators when a queue is served again because its pause has ended. */
@Component
class ReportEndedPauses implements ScheduledTask {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final JobQueues queues;

    ReportEndedPauses(JobQueues queues) {
        this.queues = queues;
    }

    @Override
    public String name() {
        return "ended-queue-pauses";
    }

    @Override
    public String description() {
        return "Tells operators of queues that are served again because their pause is over.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(EVERY);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return queues.noteEndedPauses().map("%d queues are served again"::formatted);
    }
}
