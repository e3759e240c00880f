package studio.atelier.platform.schedule;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The scheduled tasks of this service. */
public interface ScheduledTasks {

    /** How they stand, by name. */
    Flux<TaskState> listScheduledTasks();

    /**
     * Makes a task due at once; an instance takes it up within about a second. One that is running runs once more.
     *
     * @return fails with {@code NOT_FOUND} if there is no such task
     */
    Mono<Void> runNow(String name);
}
