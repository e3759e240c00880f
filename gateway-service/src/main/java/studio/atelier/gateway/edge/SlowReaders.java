package studio.atelier.gateway.edge;

import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.server.HttpServer;

/**
 * Closes connections whose clients no longer read: a response, or a WebSocket that is to be closed, would otherwise
 * wait for them as long as they like, with everything it holds.
 */
@Configuration(proxyBeanMethods = false)
class SlowReaders {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> writeTimeout(EdgeProperties properties) {
        return factory -> factory.addServerCustomizers(server -> withTimeout(server, properties));
    }

    private static HttpServer withTimeout(HttpServer server, EdgeProperties properties) {
        long millis = properties.writeTimeout().toMillis();
        return server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addFirst(new WriteTimeoutHandler(millis, TimeUnit.MILLISECONDS)));
    }
}
