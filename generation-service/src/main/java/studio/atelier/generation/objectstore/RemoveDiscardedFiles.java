package studio.atelier.generation.objectstore;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Removes files that no row refers to, or that no row ever referred to. */
@Component
class RemoveDiscardedFiles implements ScheduledTask {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final StoredObjects objects;

    RemoveDiscardedFiles(StoredObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "discarded-files";
    }

    @Override
    public String description() {
        return "Removes the files of deleted uploads and pictures, and files whose job ended without them.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(INTERVAL);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return objects.removeDue().map(removed -> removed + " files removed");
    }
}
