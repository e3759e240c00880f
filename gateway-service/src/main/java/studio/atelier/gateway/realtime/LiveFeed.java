package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import studio.atelier.contracts.realtime.LiveUpdate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Passes progress from Redis to the sockets that are open here. With Redis away there is none until it is back. */
@Component
class LiveFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    private static final Retry UNTIL_REDIS_IS_BACK = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
            .maxBackoff(Duration.ofSeconds(5))
            .doBeforeRetry(signal ->
                    log.debug("Live updates are away: {}", signal.failure().toString()));

    private final ReactiveStringRedisTemplate redis;
    private final Sockets sockets;
    private final ObjectMapper json;
    private final Clock clock;
    private final String channel;
    private @Nullable Disposable running;

    LiveFeed(
            ReactiveStringRedisTemplate redis,
            Sockets sockets,
            ObjectMapper json,
            Clock clock,
            RedisPrefix redisPrefix) {
        this.redis = redis;
        this.sockets = sockets;
        this.json = json;
        this.clock = clock;
        this.channel = redisPrefix.prefix() + LiveUpdate.CHANNEL;
    }

    @Override
    public void start() {
        running = Flux.defer(() -> redis.listenTo(ChannelTopic.of(channel)))
                .map(ReactiveSubscription.Message::getMessage)
                .retryWhen(UNTIL_REDIS_IS_BACK)
                .repeat()
                .subscribe(this::take);
    }

    private void take(String message) {
        try {
            LiveUpdate update = json.readValue(message, LiveUpdate.class);
            Frame frame = Frame.passing(update.type(), clock.instant(), update.data());
            sockets.of(update.userId()).forEach(socket -> socket.sendLive(update, frame));
        } catch (JacksonException e) {
            log.warn("A live update could not be read: {}", e.getClass().getSimpleName());
        }
    }

    @Override
    public void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
