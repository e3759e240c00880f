package studio.atelier.auth;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Who may come in without an access token: those who want one, and those who verify one. */
@Configuration(proxyBeanMethods = false)
class AuthSecurityConfiguration {

    /** Logging out everywhere is proved by the refresh token, like the rest of them. */
    @Bean
    PublicPathPatterns publicPaths() {
        return PublicPathPatterns.of(
                "/api/v1/auth/telegram",
                "/api/v1/auth/refresh",
                "/api/v1/auth/logout",
                "/api/v1/auth/logout-all",
                "/.well-known/jwks.json");
    }
}
