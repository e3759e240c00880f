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
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.gateway.feed.LongRunningFeed;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.ObjectMapper;

/** Passes progress from Redis to the sockets open on this instance. No progress is sent while Redis is unavailable. */
@Component
class RedisLiveUpdateFeed extends LongRunningFeed<String> {

    private static final Logger log = LoggerFactory.getLogger(RedisLiveUpdateFeed.class);

    private static final Retry UNTIL_REDIS_IS_BACK = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
            .maxBackoff(Duration.ofSeconds(5))
            .doBeforeRetry(signal -> log.debug(
                    "Redis is unavailable for live updates: {}; connecting again",
                    signal.failure().toString()));

    private final ReactiveStringRedisTemplate redis;
    private final RealtimeSockets sockets;
    private final ObjectMapper json;
    private final Clock clock;
    private final String channel;

    RedisLiveUpdateFeed(
            ReactiveStringRedisTemplate redis,
            RealtimeSockets sockets,
            ObjectMapper json,
            Clock clock,
            RedisProperties properties) {
        this.redis = redis;
        this.sockets = sockets;
        this.json = json;
        this.clock = clock;
        this.channel = properties.prefixName(RealtimeMessage.CHANNEL);
    }

    @Override
    protected Flux<String> openStream() {
        return Flux.defer(() -> redis.listenTo(ChannelTopic.of(channel)))
                .<String>map(ReactiveSubscription.Message::getMessage)
                .retryWhen(UNTIL_REDIS_IS_BACK)
                .repeat();
    }

    @Override
    protected void takeItem(String message) {
        RealtimeMessage update = json.readValue(message, RealtimeMessage.class);
        RealtimeFrame frame = RealtimeFrame.ofUnkept(update.type(), clock.instant(), update.data());
        sockets.listOfUser(update.userId()).forEach(socket -> socket.sendLive(update, frame));
    }
}
