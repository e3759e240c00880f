package studio.atelier.auth;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Opens the paths that issue tokens and the path that publishes the keys to verify them. */
@Configuration(proxyBeanMethods = false)
class AuthSecurityConfiguration {

    /** Logging out everywhere is authenticated by the refresh token, like the other paths. */
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
