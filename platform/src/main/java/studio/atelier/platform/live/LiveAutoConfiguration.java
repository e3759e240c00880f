package studio.atelier.platform.live;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import studio.atelier.platform.redis.RedisProperties;

/** Live progress of a service that has Redis. */
@AutoConfiguration(
        after = DataRedisReactiveAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBean(ReactiveStringRedisTemplate.class)
@EnableConfigurationProperties(RedisProperties.class)
class LiveAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RealtimePublisher livePublisher(
            ReactiveStringRedisTemplate redis, RedisProperties properties, MeterRegistry meters) {
        return new RedisRealtimePublisher(redis, properties, meters);
    }
}
