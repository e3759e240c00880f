package studio.atelier.platform.redis;

import io.lettuce.core.ClientOptions;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import studio.atelier.platform.live.RealtimePublisher;
import studio.atelier.platform.live.RedisRealtimePublisher;

/** A Redis client that fails at once while Redis is unavailable, instead of queueing commands. */
@AutoConfiguration(
        after = DataRedisReactiveAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(RedisProperties.class)
class RedisAutoConfiguration {

    private static final int MOST_UNANSWERED = 10_000;

    @Bean
    LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNANSWERED);
    }

    /** Separate, because the template is optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ReactiveStringRedisTemplate.class)
    static class RealtimePublisherConfiguration {

        @Bean
        @ConditionalOnMissingBean
        RealtimePublisher livePublisher(
                ReactiveStringRedisTemplate redis, RedisProperties properties, MeterRegistry meters) {
            return new RedisRealtimePublisher(redis, properties.prefix(), meters);
        }
    }
}
