package studio.atelier.generation.upload;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Removes photos that nobody used in time. */
@Component
class RemoveUnusedUploads implements ScheduledTask {

    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final StoredUploads uploads;

    RemoveUnusedUploads(StoredUploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public String name() {
        return "unused-uploads";
    }

    @Override
    public String description() {
        return "Removes uploads that have expired and that no job needs.";
    }

    @Override
    public Schedule schedule() {
        return new Schedule.Every(INTERVAL);
    }

    @Override
    public Mono<String> run() {
        return uploads.deleteExpired().map(deleted -> deleted + " uploads removed");
    }
}
