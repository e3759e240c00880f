package studio.atelier.platform.schedule;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The scheduled tasks of this service. */
public interface ScheduledTasks {

    /** The state of each task, ordered by name. */
    Flux<TaskState> listScheduledTasks();

    /**
     * Makes a task due at once; an instance runs it within about a second. A running task runs once more.
     *
     * @return fails with {@code NOT_FOUND} if there is no such task
     */
    Mono<Void> runNow(String name);
}
