package studio.atelier.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RedisAutoConfigurationTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisAutoConfiguration.class));

    @Test
    void connectsAgainWithinASecondHoweverLongRedisWasAway() {
        context.run(services -> assertThat(
                        services.getBean(ClientResources.class).reconnectDelay().createDelay(20))
                .isEqualTo(Duration.ofSeconds(1)));
    }
}
