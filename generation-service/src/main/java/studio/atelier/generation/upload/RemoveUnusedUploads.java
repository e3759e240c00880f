package studio.atelier.generation.upload;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Removes uploads that were not used in time. */
@Component
class RemoveUnusedUploads implements ScheduledTask {

    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final StoredUserUploads uploads;

    RemoveUnusedUploads(StoredUserUploads uploads) {
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
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(INTERVAL);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return uploads.deleteExpired().map(deleted -> deleted + " uploads removed");
    }
}
