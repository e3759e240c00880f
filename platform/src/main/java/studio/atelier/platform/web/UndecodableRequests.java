package studio.atelier.platform.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.springframework.http.MediaType;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * Adds problem details to the empty responses with which Reactor Netty itself, before any filter, refuses a request
 * line or headers that are malformed or too long. They are in English, because such a request has no readable headers
 * that could name a language.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of the write notifies its listeners
final class UndecodableRequests extends ChannelOutboundHandlerAdapter {

    private static final Map<HttpResponseStatus, CommonProblemCode> PROBLEMS = Map.of(
            HttpResponseStatus.BAD_REQUEST, CommonProblemCode.MALFORMED_REQUEST,
            HttpResponseStatus.REQUEST_URI_TOO_LONG, CommonProblemCode.URI_TOO_LONG,
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, CommonProblemCode.HEADERS_TOO_LARGE);

    private final ProblemExceptionHandler problems;

    UndecodableRequests(ProblemExceptionHandler problems) {
        this.problems = problems;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message instanceof FullHttpResponse response ? withProblem(response) : message, promise);
    }

    private FullHttpResponse withProblem(FullHttpResponse response) {
        CommonProblemCode problem = PROBLEMS.get(response.status());
        if (problem == null || response.content().isReadable() || !isClosingConnection(response)) {
            return response;
        }
        response.release();
        byte[] body = problems.bodyOf(problem);
        FullHttpResponse explained = new DefaultFullHttpResponse(
                response.protocolVersion(), response.status(), Unpooled.wrappedBuffer(body));
        explained
                .headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LANGUAGE, SupportedLanguage.DEFAULT.languageCode())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return explained;
    }

    /** Reactor Netty closes the connection after undecodable input; an empty 400 of a handler keeps its connection. */
    private static boolean isClosingConnection(FullHttpResponse response) {
        return response.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }
}
