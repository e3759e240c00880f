package studio.atelier.generation.image;

import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Removes images past their retention. */
@Component
class RemoveOldImages implements ScheduledTask {

    private static final String DAILY = "0 40 3 * * *";

    private final StoredGeneratedImages images;

    RemoveOldImages(StoredGeneratedImages images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "old-results";
    }

    @Override
    public String description() {
        return "Removes pictures that are older than their retention; favourites stay longer.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.CronSchedule(DAILY, ZoneOffset.UTC);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return images.deleteOld().map(deleted -> deleted + " images removed");
    }
}
