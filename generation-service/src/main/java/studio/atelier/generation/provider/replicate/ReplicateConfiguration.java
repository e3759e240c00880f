package studio.atelier.generation.provider.replicate;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Replicate's webhooks carry signatures, not access tokens. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("atelier.replicate.enabled")
class ReplicateConfiguration {

    @Bean
    PublicPathPatterns replicateWebhooks() {
        return PublicPathPatterns.of(ReplicateWebhookController.PATH);
    }
}
