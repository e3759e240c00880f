package studio.atelier.platform.security;

import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.trace.UserReactorContext;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Token checks of a service. The default chain uses all of them; a service that declares its own
 * {@code SecurityWebFilterChain} starts from {@link #checkTokens} and {@link #authorizePaths} and adds to it.
 */
public final class AccessTokenSecurity {

    private final ReactiveAuthenticationManager manager;
    private final ServerBearerTokenAuthenticationConverter bearer = new ServerBearerTokenAuthenticationConverter();
    private final List<String> publicPatterns;
    private final List<PathPattern> publicPaths;

    AccessTokenSecurity(ReactiveAuthenticationManager manager, List<String> publicPatterns) {
        this.manager = manager;
        this.publicPatterns = List.copyOf(publicPatterns);
        this.publicPaths = publicPatterns.stream()
                .map(PathPatternParser.defaultInstance::parse)
                .toList();
    }

    /**
     * Callers are authenticated by access tokens only, without session, cookie or form; refusals are problem details.
     */
    public ServerHttpSecurity checkTokens(ServerHttpSecurity http) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .anonymous(ServerHttpSecurity.AnonymousSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .headers(headers -> headers.frameOptions(ServerHttpSecurity.HeaderSpec.FrameOptionsSpec::disable))
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(AccessTokenSecurity::rejectUnauthenticated)
                                .accessDeniedHandler(AccessTokenSecurity::rejectForbidden))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(exchange -> Mono.just(manager))
                        .bearerTokenConverter(this::tokenOf)
                        .authenticationEntryPoint(AccessTokenSecurity::rejectUnauthenticated)
                        .accessDeniedHandler(AccessTokenSecurity::rejectForbidden))
                .addFilterAfter(rememberCaller(), SecurityWebFiltersOrder.AUTHENTICATION);
    }

    /** Public paths need no token, {@code /api/v1/admin/**} requires ADMIN, all other paths a valid token. */
    public ServerHttpSecurity authorizePaths(ServerHttpSecurity http) {
        return http.authorizeExchange(paths -> paths.pathMatchers(publicPatterns.toArray(String[]::new))
                .permitAll()
                .pathMatchers("/api/v1/admin/**")
                .hasRole(Caller.CallerRole.ADMIN.name())
                .anyExchange()
                .authenticated());
    }

    private static Mono<Void> rejectUnauthenticated(ServerWebExchange exchange, Throwable error) {
        return Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED));
    }

    private static Mono<Void> rejectForbidden(ServerWebExchange exchange, Throwable error) {
        return Mono.error(CommonProblemException.of(CommonProblemCode.FORBIDDEN));
    }

    /** On a public path an invalid token is ignored: a client that renews its session still sends the old one. */
    private Mono<Authentication> tokenOf(ServerWebExchange exchange) {
        Mono<Authentication> token = bearer.convert(exchange);
        return isPublic(exchange) ? token.flatMap(this::ifGood).onErrorResume(error -> Mono.empty()) : token;
    }

    private Mono<Authentication> ifGood(Authentication token) {
        return token instanceof BearerTokenAuthenticationToken
                ? manager.authenticate(token).thenReturn(token)
                : Mono.empty();
    }

    private boolean isPublic(ServerWebExchange exchange) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        return publicPaths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    private static WebFilter rememberCaller() {
        return (exchange, chain) -> ReactiveSecurityContextHolder.getContext()
                .mapNotNull(SecurityContext::getAuthentication)
                .doOnNext(authentication -> storeCaller(exchange, authentication))
                .then(Mono.defer(() -> continueAs(exchange, chain)));
    }

    private static void storeCaller(ServerWebExchange exchange, Authentication authentication) {
        if (authentication.getPrincipal() instanceof Caller caller) {
            exchange.getAttributes().put(Caller.ATTRIBUTE, caller);
            exchange.getAttributes().put(SupportedLanguage.CALLER_ATTRIBUTE, caller.locale());
            exchange.getAttributes().put(UserReactorContext.ATTRIBUTE, caller.id());
        }
    }

    private static Mono<Void> continueAs(ServerWebExchange exchange, WebFilterChain chain) {
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        return caller == null
                ? chain.filter(exchange)
                : chain.filter(exchange).contextWrite(UserReactorContext.of(caller.id()));
    }
}
