package studio.atelier.gateway.app;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.resource.EncodedResourceResolver;

/**
 * Serves the Mini App. Browsers cache files with a hash in their name for a year and request the page again each time.
 * Scripts and style sheets are sent as Brotli copies to clients that accept Brotli. Every other path without a dot is a
 * screen of the app, so that reloading a screen works. The file {@code telegram.json} says where the app is opened in
 * Telegram, if that is configured.
 */
@Configuration(proxyBeanMethods = false)
class MiniAppConfiguration {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    @Bean
    RouterFunction<ServerResponse> miniAppFiles(ResourceLoader loader, MiniAppProperties properties)
            throws IOException {
        byte[] page = loader.getResource(properties.location() + "index.html").getContentAsByteArray();
        Resource root = loader.getResource(properties.location());
        return RouterFunctions.route()
                .route(
                        RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                                .and(isScreen()),
                        request -> ServerResponse.ok()
                                .contentType(MediaType.TEXT_HTML)
                                .cacheControl(CacheControl.noCache())
                                .bodyValue(page))
                .build()
                .and(RouterFunctions.resources("/*.*", root));
    }

    @Bean
    WebFluxConfigurer assets(MiniAppProperties properties) {
        return new WebFluxConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler("/assets/**")
                        .addResourceLocations(properties.location() + "assets/")
                        .setCacheControl(FOR_EVER)
                        // Without a cache: Spring's grows with each spelling of Accept-Encoding.
                        .resourceChain(false)
                        .addResolver(new EncodedResourceResolver());
            }
        };
    }

    @Bean
    RouterFunction<ServerResponse> telegramLink(MiniAppProperties properties) {
        String link = properties.telegramLink();
        return RouterFunctions.route(
                RequestPredicates.GET("/telegram.json"),
                request -> link.isEmpty()
                        ? ServerResponse.notFound().build()
                        : ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(CacheControl.noCache())
                                .bodyValue(Map.of("link", link)));
    }

    /** Matches a path that names no file and belongs to no service. */
    private static RequestPredicate isScreen() {
        return RequestPredicates.all().and(request -> isScreen(request.path()));
    }

    static boolean isScreen(String path) {
        return !path.contains(".")
                && !path.startsWith("/api/")
                && !path.startsWith("/webhooks/")
                && !path.startsWith("/images/")
                && !path.startsWith("/v3/")
                && !path.startsWith("/internal/")
                && !path.equals("/health");
    }
}
