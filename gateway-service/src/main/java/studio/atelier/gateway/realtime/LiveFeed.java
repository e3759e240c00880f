package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import studio.atelier.contracts.realtime.LiveUpdate;
import studio.atelier.gateway.feed.Feed;
import tools.jackson.databind.ObjectMapper;

/** Passes progress from Redis to the sockets that are open here. With Redis away there is none until it is back. */
@Component
class LiveFeed extends Feed<String> {

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
    protected Flux<String> stream() {
        return Flux.defer(() -> redis.listenTo(ChannelTopic.of(channel)))
                .<String>map(ReactiveSubscription.Message::getMessage)
                .retryWhen(UNTIL_REDIS_IS_BACK)
                .repeat();
    }

    @Override
    protected void take(String message) {
        LiveUpdate update = json.readValue(message, LiveUpdate.class);
        Frame frame = Frame.passing(update.type(), clock.instant(), update.data());
        sockets.of(update.userId()).forEach(socket -> socket.sendLive(update, frame));
    }
}
