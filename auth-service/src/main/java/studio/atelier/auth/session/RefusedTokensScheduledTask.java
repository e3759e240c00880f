package studio.atelier.auth.session;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Deletes marks of refused tokens from Redis. */
@Component
class RefusedTokensScheduledTask implements ScheduledTask {

    private final RefusedRefreshTokens refusedTokens;
    private final SessionProperties properties;
    private final Clock clock;

    RefusedTokensScheduledTask(RefusedRefreshTokens refusedTokens, SessionProperties properties, Clock clock) {
        this.refusedTokens = refusedTokens;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "refused-token-marks";
    }

    @Override
    public String description() {
        return "Deletes marks of refused refresh tokens older than days-to-keep from Redis.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(properties.cleanUpEvery());
    }

    @Override
    public Mono<String> runScheduledTask() {
        return refusedTokens
                .deleteMarkedBefore(clock.instant().minus(properties.retentionPeriod()))
                .map(deleted -> deleted + " marks deleted");
    }
}
