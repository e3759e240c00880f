package studio.atelier.generation.objectstore;

import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Removes temporary files that a crash left behind. */
@Component
class RemoveTemporaryFiles implements ScheduledTask {

    private static final String DAILY = "0 10 3 * * *";

    private final TemporaryRequestFiles files;

    RemoveTemporaryFiles(TemporaryRequestFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "temporary-files";
    }

    @Override
    public String description() {
        return "Removes temporary files that requests left behind when their process died.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.CronSchedule(DAILY, ZoneOffset.UTC);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return files.removeLeftBehind().map(removed -> removed + " temporary files removed");
    }
}
