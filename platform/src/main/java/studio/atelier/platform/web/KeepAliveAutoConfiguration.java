package studio.atelier.platform.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Keeps kept-alive connections reading. In Reactor Netty 1.3.6 a request that comes while the one before is just ending
 * can leave its connection with no read asked for, and the next request on it hangs (reactor-netty issue 4361, mended
 * in 1.3.8, whose Netty does not resolve yet). Asking once more after each answer is harmless; this goes with the
 * upgrade. Not after an upgrade of the protocol: there Reactor Netty asks itself, once somebody is there to hear the
 * first frame, and one read before is lost.
 */
@AutoConfiguration
@ConditionalOnClass({NettyReactiveWebServerFactory.class, HttpServer.class})
class KeepAliveAutoConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> readsAfterEachAnswer() {
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, remote) -> addTo(channel.pipeline())));
    }

    private static void addTo(ChannelPipeline pipeline) {
        if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
            pipeline.addBefore(NettyPipeline.HttpTrafficHandler, "atelier.readAfterAnswer", new ReadAfterAnswer());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the promise of the write tells its caller
    private static final class ReadAfterAnswer extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ChannelPromise written =
                    endsAnAnswer(message) ? promise.unvoid().addListener(done -> context.read()) : promise;
            context.write(message, written);
        }

        private static boolean endsAnAnswer(Object message) {
            return message instanceof LastHttpContent
                    && !(message instanceof HttpResponse response
                            && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS));
        }
    }
}
