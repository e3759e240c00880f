package studio.atelier.platform.redis;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/** The template that services use for Redis; requests never wait for its first connection. */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = DataRedisReactiveAutoConfiguration.class)
@ConditionalOnBean(ReactiveRedisConnectionFactory.class)
class RedisConnectionAutoConfiguration {

    @Bean
    RedisFirstConnection redisAtStart(ReactiveRedisConnectionFactory client) {
        return new RedisFirstConnection(client);
    }

    /** Replaces Spring Boot's own, by its name. */
    @Bean
    @ConditionalOnMissingBean(name = "reactiveStringRedisTemplate")
    ReactiveStringRedisTemplate reactiveStringRedisTemplate(RedisFirstConnection redis) {
        return new ReactiveStringRedisTemplate(redis.createConnectionFactory());
    }
}
