package studio.atelier.generation.provider.kie;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPaths;

/** kie's callbacks carry signatures, not access tokens. */
@Configuration(proxyBeanMethods = false)
class KieConfiguration {

    @Bean
    PublicPaths kieCallbacks() {
        return PublicPaths.of(KieWebhook.PATH);
    }
}
