package studio.atelier.platform.security;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import studio.atelier.platform.PlatformAutoConfiguration;

/** Checks access tokens in every service. */
@AutoConfiguration(
        after = PlatformAutoConfiguration.class,
        before = {ReactiveUserDetailsServiceAutoConfiguration.class, ReactiveWebSecurityAutoConfiguration.class},
        afterName = "org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableWebFluxSecurity
@EnableConfigurationProperties(AuthProperties.class)
class AccessTokenAutoConfiguration {

    private static final List<String> ALWAYS_PUBLIC = List.of("/actuator/**", "/v3/api-docs/**", "/v3/api-docs.yaml");

    @Bean
    @ConditionalOnMissingBean
    AccessTokenKeys tokenKeys(WebClient.Builder client, AuthProperties properties, Clock clock) {
        return new JwksAccessTokenKeys(client.build(), properties, clock);
    }

    @Bean
    @ConditionalOnMissingBean
    AccessTokens accessTokens(
            AccessTokenKeys keys, AuthProperties properties, Clock clock, ObjectProvider<RevokedAccessTokens> revoked) {
        AccessTokenVerifier verifier = new AccessTokenVerifier(keys, properties, clock);
        return new CachedAccessTokens(verifier, revoked.orderedStream().toList(), properties.clockSkew(), clock);
    }

    @Bean
    @ConditionalOnMissingBean
    ReactiveAuthenticationManager accessTokenAuthentication(AccessTokens tokens) {
        return authentication -> tokens.verifyToken(((BearerTokenAuthenticationToken) authentication).getToken())
                .map(CallerAuthentication::new);
    }

    @Bean
    @ConditionalOnMissingBean
    AccessTokenSecurity tokenSecurity(
            ReactiveAuthenticationManager manager, ObjectProvider<PublicPathPatterns> declared) {
        Stream<String> patterns =
                Stream.concat(ALWAYS_PUBLIC.stream(), declared.stream().flatMap(paths -> paths.patterns().stream()));
        return new AccessTokenSecurity(manager, patterns.toList());
    }

    @Bean
    @ConditionalOnMissingBean
    SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http, AccessTokenSecurity security) {
        return security.authorizePaths(security.checkTokens(http)).build();
    }

    @Bean
    WebFluxConfigurer callerArgument() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new CallerArgumentResolver());
            }
        };
    }
}
