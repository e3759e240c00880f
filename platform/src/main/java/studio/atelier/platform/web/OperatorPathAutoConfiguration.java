package studio.atelier.platform.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Where the service's operator pages lie. */
@AutoConfiguration
class OperatorPathAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OperatorApiPath operatorPath(Environment environment) {
        return OperatorApiPath.of(environment.getRequiredProperty("spring.application.name"));
    }
}
