package studio.atelier.generation.provider.kie;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** kie's callbacks carry signatures, not access tokens. */
@Configuration(proxyBeanMethods = false)
class KieConfiguration {

    @Bean
    PublicPathPatterns kieCallbacks() {
        return PublicPathPatterns.of(KieWebhookController.PATH);
    }
}
