package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.platform.redis.RedisFirstConnection;

class SmartCacheAutoConfigurationTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, SmartCacheAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void cachesInMemoryInAServiceWithoutRedis() {
        context.run(service -> {
            assertThat(service).doesNotHaveBean(SharedCacheStore.class);
            assertThat(service.getBean(SmartCaches.class).isRunning()).isTrue();
            SmartCache<String, String> cache = service.getBean(SmartCaches.class)
                    .createCache(CacheSpecification.<String, String>of("test", Duration.ofMinutes(1), Mono::just)
                            .shareThroughRedis(String.class));
            StepVerifier.create(cache.findValue("a").then(cache.invalidateAll()).then(cache.findValue("a")))
                    .expectNext("a")
                    .expectComplete()
                    .verify(LIMIT);
        });
    }

    @Test
    void sharesThroughRedisInAServiceThatHasIt() {
        context.withBean(ReactiveStringRedisTemplate.class, SmartCacheAutoConfigurationTest::createUnconnectedTemplate)
                .run(service -> assertThat(service).hasSingleBean(SharedCacheStore.class));
    }

    private static ReactiveStringRedisTemplate createUnconnectedTemplate() {
        RedisFirstConnection unconnected = new RedisFirstConnection(new LettuceConnectionFactory());
        return new ReactiveStringRedisTemplate(unconnected.createConnectionFactory());
    }
}
