package studio.atelier.platform;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import studio.atelier.platform.web.OperatorPath;

/** What has no better home: the clock, the name. Public only so that others can come after it. */
@AutoConfiguration
public class PlatformAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    OperatorPath operatorPath(Environment environment) {
        return OperatorPath.of(environment.getRequiredProperty("spring.application.name"));
    }
}
