package studio.atelier.chat;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPaths;

/** Telegram comes in by its secret instead of an access token. */
@Configuration(proxyBeanMethods = false)
class DoorConfiguration {

    @Bean
    PublicPaths publicPaths() {
        return PublicPaths.of("/webhooks/telegram");
    }
}
