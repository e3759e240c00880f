package studio.atelier.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.json.JsonMapper;

/** Caches in memory, and over Redis in a service that has it. */
@AutoConfiguration(
        after = DataRedisReactiveAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@EnableConfigurationProperties(RedisProperties.class)
class SmartCacheAutoConfiguration {

    @Bean
    @ConditionalOnBean(ReactiveStringRedisTemplate.class)
    @ConditionalOnMissingBean
    SharedCacheStore sharedCacheStore(ReactiveStringRedisTemplate redis, JsonMapper json, RedisProperties properties) {
        return new RedisSharedCacheStore(redis, json, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    SmartCaches smartCaches(ObjectProvider<SharedCacheStore> store, JsonMapper json, MeterRegistry meters) {
        return new SmartCaches(store.getIfAvailable(), json, meters, Ticker.systemTicker());
    }
}
