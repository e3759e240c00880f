package studio.atelier.generation.task;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Lets operators know that a queue whose rest is over is served again. */
@Component
class EndedRests implements ScheduledTask {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Lanes lanes;

    EndedRests(Lanes lanes) {
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "ended-queue-rests";
    }

    @Override
    public String description() {
        return "Tells operators of queues that are served again because their rest is over.";
    }

    @Override
    public Schedule schedule() {
        return new Schedule.Every(EVERY);
    }

    @Override
    public Mono<String> run() {
        return lanes.noteEndedRests().map("%d queues are served again"::formatted);
    }
}
