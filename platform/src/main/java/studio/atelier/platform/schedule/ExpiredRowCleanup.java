package studio.atelier.platform.schedule;

import java.time.Duration;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * Deletes expired rows, some thousands in a transaction, so that no statement runs long.
 *
 * @param name of the scheduled task
 * @param description for the operator
 * @param what name of the rows, for the outcome
 * @param interval from the end of one run to the next
 * @param delete deletes up to this many rows, and returns how many
 */
public record ExpiredRowCleanup(
        String name,
        String description,
        String what,
        Duration interval,
        DatabaseTransactions transactions,
        IntFunction<Mono<Long>> delete)
        implements ScheduledTask {

    private static final int BATCH = 5_000;

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(interval);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return transactions.runInBatches(BATCH, delete).map(deleted -> "%d %s deleted".formatted(deleted, what));
    }
}
