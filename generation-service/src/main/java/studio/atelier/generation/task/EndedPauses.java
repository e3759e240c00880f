package studio.atelier.generation.task;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Lets operators know that a queue whose pause is over is served again. */
@Component
class EndedPauses implements ScheduledTask {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Lanes lanes;

    EndedPauses(Lanes lanes) {
        this.lanes = lanes;
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
    public Schedule schedule() {
        return new Schedule.Every(EVERY);
    }

    @Override
    public Mono<String> run() {
        return lanes.noteEndedPauses().map("%d queues are served again"::formatted);
    }
}
