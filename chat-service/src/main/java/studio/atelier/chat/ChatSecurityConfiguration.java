package studio.atelier.chat;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Opens Telegram's webhook, which is authenticated by its secret instead of an access token. */
@Configuration(proxyBeanMethods = false)
class ChatSecurityConfiguration {

    @Bean
    PublicPathPatterns publicPaths() {
        return PublicPathPatterns.of("/webhooks/telegram");
    }
}
