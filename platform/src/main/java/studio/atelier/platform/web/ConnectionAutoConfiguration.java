package studio.atelier.platform.web;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Limits the cost of one connection, and ensures that every response arrives: a client that does not read is
 * disconnected, the rest of a request that is answered early is still read for a while, and a request whose head or
 * body cannot be decoded is answered with problem details.
 */
@AutoConfiguration(after = WebAutoConfiguration.class)
@ConditionalOnClass({NettyReactiveWebServerFactory.class, HttpServer.class})
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionAutoConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> boundedConnections(
            ConnectionProperties properties, ProblemExceptionHandler problems) {
        return factory -> factory.addServerCustomizers(server -> limitConnections(server, properties, problems));
    }

    private static HttpServer limitConnections(
            HttpServer server, ConnectionProperties properties, ProblemExceptionHandler problems) {
        return server.maxPipelineDepth(properties.pipelinedRequests())
                .doOnChannelInit((observer, channel, remote) -> addHandlers(channel.pipeline(), properties, problems));
    }

    @Bean
    HttpHandlerDecoratorFactory failedBodies() {
        return UndecodableBody::decorateHandler;
    }

    private static void addHandlers(
            ChannelPipeline pipeline, ConnectionProperties properties, ProblemExceptionHandler problems) {
        pipeline.addFirst(new WriteTimeoutHandler(properties.writeTimeout().toMillis(), TimeUnit.MILLISECONDS));
        pipeline.addBefore(
                NettyPipeline.HttpTrafficHandler, "atelier.lingeringClose", new LingeringCloseHandler(properties));
        pipeline.addBefore(
                NettyPipeline.HttpTrafficHandler, "atelier.undecodableRequests", new UndecodableRequests(problems));
        UndecodableBody.addHandlers(pipeline);
    }
}
