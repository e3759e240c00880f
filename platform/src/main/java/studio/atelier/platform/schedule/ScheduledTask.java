package studio.atelier.platform.schedule;

import reactor.core.publisher.Mono;

/**
 * Recurring work, run by one instance at a time. Each bean of this type gets a row in {@code scheduled_task}, which is
 * claimed with SKIP LOCKED and also holds last run, duration and outcome. An operator can run it at once.
 */
public interface ScheduledTask {

    /** Stable name, lower case with hyphens, unique within the service: {@code expired-holds}. */
    String name();

    /** One sentence for the operator. */
    String description();

    /** When it is due. */
    TaskSchedule schedule();

    /**
     * Does the work. Must be repeatable: an instance may die half way. Not called inside a transaction; it opens its
     * own.
     *
     * @return one short line of what was done, such as {@code 12 holds expired}; never empty
     */
    Mono<String> runScheduledTask();
}
