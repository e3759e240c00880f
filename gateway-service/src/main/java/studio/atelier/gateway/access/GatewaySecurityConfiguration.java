package studio.atelier.gateway.access;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import studio.atelier.platform.security.AccessTokenSecurity;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.security.PublicPathPatterns;
import studio.atelier.platform.security.RevokedAccessTokens;
import studio.atelier.platform.security.VerifiedAccessToken;

/**
 * Declares which paths need no access token. Below {@code /api/} that is almost none; outside it are the Mini App's
 * files, signed file links and webhooks, which the service that receives them verifies.
 */
@Configuration(proxyBeanMethods = false)
class GatewaySecurityConfiguration {

    private static final String[] OPEN_API = {
        "/api/v1/auth/telegram",
        "/api/v1/auth/refresh",
        "/api/v1/auth/logout",
        "/api/v1/auth/logout-all",
        // Opened with a ticket, because a browser cannot send an access token with it.
        "/api/v1/realtime"
    };

    @Bean
    PublicPathPatterns openApi() {
        return PublicPathPatterns.of(OPEN_API);
    }

    @Bean
    SecurityWebFilterChain doorChain(ServerHttpSecurity http, AccessTokenSecurity tokens) {
        return tokens.checkTokens(http)
                .authorizeExchange(paths -> paths.pathMatchers(OPEN_API)
                        .permitAll()
                        .pathMatchers("/api/v1/admin/**")
                        .hasRole(Caller.CallerRole.ADMIN.name())
                        .pathMatchers("/api/**")
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .build();
    }

    @Bean
    RevokedAccessTokens revokedTokens(RememberedRevocations revocations) {
        return token -> isRevoked(revocations, token);
    }

    private static boolean isRevoked(RememberedRevocations revocations, VerifiedAccessToken token) {
        return revocations.isRevoked(token.caller().id(), token.caller().sessionId(), token.issuedAt());
    }
}
