package studio.atelier.platform.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Fails the reading of a chunked body that cannot be decoded to its end, and closes its connection after the response.
 * Reactor Netty would response 400 and end the body normally, so that the request would take effect although its client
 * was told that it failed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of a close notifies its listeners
final class UndecodableBody {

    private static final AttributeKey<Boolean> FAILED = AttributeKey.valueOf("atelier.bodyFailed");

    private UndecodableBody() {}

    /**
     * Adds handlers around the one that keeps pipelined requests in order: the failure passes that handler as a normal
     * end, and is detected when its request is processed.
     */
    static void addHandlers(ChannelPipeline pipeline) {
        pipeline.addBefore(
                NettyPipeline.HttpTrafficHandler, "atelier.undecodableEnd", new UndecodableContentReplacer());
        pipeline.addAfter(NettyPipeline.HttpTrafficHandler, "atelier.undecodableBody", new UndecodableEndHandler());
    }

    /** Makes request bodies fail. */
    static HttpHandler decorateHandler(HttpHandler handler) {
        return (request, response) -> handler.handle(
                request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
                        ? new ChunkedRequestDecorator(request)
                        : request,
                response);
    }

    /** Replaces the end that could not be decoded. */
    private static final class UndecodableBodyEnd extends DefaultLastHttpContent {

        UndecodableBodyEnd() {
            super(Unpooled.EMPTY_BUFFER);
        }
    }

    private static final class UndecodableContentReplacer extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpContent content
                    && !(message instanceof HttpRequest)
                    && content.decoderResult().isFailure()) {
                content.release();
                context.fireChannelRead(new UndecodableBodyEnd());
            } else {
                context.fireChannelRead(message);
            }
        }
    }

    private static final class UndecodableEndHandler extends ChannelDuplexHandler {

        private boolean failed;

        /** The codec skips the following bytes uncounted: they are not read until the request is answered. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof UndecodableBodyEnd)) {
                context.fireChannelRead(message);
                return;
            }
            failed = true;
            context.channel().attr(FAILED).set(true);
            if (ChannelOperations.get(context.channel()) == null) {
                context.close();
            } else {
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
                context.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (failed
                    && message instanceof HttpResponse response
                    && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            context.write(message, promise);
        }
    }

    private static final class ChunkedRequestDecorator extends ServerHttpRequestDecorator {

        ChunkedRequestDecorator(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().concatWith(Mono.defer(this::failIfUndecodable));
        }

        private Mono<DataBuffer> failIfUndecodable() {
            HttpServerRequest request = getNativeRequest(getDelegate());
            AtomicBoolean failed = new AtomicBoolean();
            request.withConnection(connection -> failed.set(connection.channel().hasAttr(FAILED)));
            return failed.get()
                    ? Mono.error(CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST))
                    : Mono.empty();
        }
    }
}
