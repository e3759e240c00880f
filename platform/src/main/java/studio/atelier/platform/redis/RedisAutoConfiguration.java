package studio.atelier.platform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** A Redis client that fails at once while Redis is unavailable, instead of queueing commands. */
@AutoConfiguration(after = DataRedisReactiveAutoConfiguration.class)
@EnableConfigurationProperties(RedisProperties.class)
class RedisAutoConfiguration {

    private static final int MOST_UNANSWERED = 10_000;

    /** By default the client waits up to half a minute between attempts, and so would logins. */
    private static final Duration BETWEEN_RECONNECTS = Duration.ofSeconds(1);

    @Bean
    LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNANSWERED);
    }

    @Bean
    ClientResourcesBuilderCustomizer reconnectEverySecond() {
        return resources -> resources.reconnectDelay(Delay.constant(BETWEEN_RECONNECTS));
    }
}
