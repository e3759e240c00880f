package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.util.Map;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Maps the WebSocket before the routes, and bounds what its clients send. */
@Configuration(proxyBeanMethods = false)
class RealtimeConfiguration {

    /** The path of the WebSocket. */
    static final String PATH = "/api/v1/realtime";

    @Bean
    RealtimeFrameHistory history(Clock clock, RealtimeProperties properties) {
        return new RealtimeFrameHistory(
                clock, properties.history(), properties.historySize().toBytes());
    }

    @Bean
    HandlerMapping realtimeMapping(RealtimeWebSocketHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of(PATH, handler), Ordered.HIGHEST_PRECEDENCE);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> clientFrameLimit(RealtimeProperties properties) {
        return factory -> factory.addServerCustomizers(server -> withLimit(server, properties.clientFrames()));
    }

    private static HttpServer withLimit(HttpServer server, int clientFrames) {
        return server.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                .addBefore(
                        NettyPipeline.HttpTrafficHandler,
                        "atelier.clientFrameLimit",
                        new ClientFrameLimit(clientFrames)));
    }
}
