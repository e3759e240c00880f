package studio.atelier.platform.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The path prefix of the service's operator endpoints. */
@AutoConfiguration
class OperatorPathAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OperatorApiPath operatorPath(Environment environment) {
        return OperatorApiPath.of(environment.getRequiredProperty("spring.application.name"));
    }
}
