package studio.atelier.auth.session;

import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Deletes marks of refused tokens from Redis. */
@Component
class RefusedTokensTask implements ScheduledTask {

    private final RefusedTokens refusedTokens;
    private final SessionProperties properties;
    private final Clock clock;

    RefusedTokensTask(RefusedTokens refusedTokens, SessionProperties properties, Clock clock) {
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
    public Schedule schedule() {
        return new Schedule.Every(properties.cleanUpEvery());
    }

    @Override
    public Mono<String> run() {
        return refusedTokens
                .deleteMarkedBefore(clock.instant().minus(properties.keep()))
                .map(deleted -> deleted + " marks deleted");
    }
}
