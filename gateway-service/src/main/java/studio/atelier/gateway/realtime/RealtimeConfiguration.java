package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/** Puts the WebSocket in its place, before the routes. */
@Configuration(proxyBeanMethods = false)
class RealtimeConfiguration {

    /** Where the WebSocket is. */
    static final String PATH = "/api/v1/realtime";

    @Bean
    History history(Clock clock, RealtimeProperties properties) {
        return new History(clock, properties.history(), properties.historySize().toBytes());
    }

    @Bean
    HandlerMapping realtimeMapping(RealtimeHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of(PATH, handler), Ordered.HIGHEST_PRECEDENCE);
    }
}
