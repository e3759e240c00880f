package studio.atelier.chat;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Telegram comes in by its secret instead of an access token. */
@Configuration(proxyBeanMethods = false)
class ChatSecurityConfiguration {

    @Bean
    PublicPathPatterns publicPaths() {
        return PublicPathPatterns.of("/webhooks/telegram");
    }
}
