package studio.atelier.generation.image;

import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Removes pictures whose time in the gallery is over. */
@Component
class RemoveOldResults implements ScheduledTask {

    private static final String DAILY = "0 40 3 * * *";

    private final StoredResults results;

    RemoveOldResults(StoredResults results) {
        this.results = results;
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
    public Schedule schedule() {
        return new Schedule.Cron(DAILY, ZoneOffset.UTC);
    }

    @Override
    public Mono<String> run() {
        return results.deleteOld().map(deleted -> deleted + " pictures removed");
    }
}
