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

/**
 * Gives problem details to the empty answers with which Reactor Netty itself refuses what it cannot decode, before any
 * filter: a request line or headers that are malformed or too long. They are in English, because such a request has no
 * headers that could name a language.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of the write tells its caller
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
        context.write(message instanceof FullHttpResponse answer ? withProblem(answer) : message, promise);
    }

    private FullHttpResponse withProblem(FullHttpResponse answer) {
        CommonProblemCode problem = PROBLEMS.get(answer.status());
        if (problem == null || answer.content().isReadable() || !isClosingConnection(answer)) {
            return answer;
        }
        answer.release();
        byte[] body = problems.bodyOf(problem);
        FullHttpResponse explained =
                new DefaultFullHttpResponse(answer.protocolVersion(), answer.status(), Unpooled.wrappedBuffer(body));
        explained
                .headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LANGUAGE, SupportedLanguages.DEFAULT.toLanguageTag())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return explained;
    }

    /** As Reactor Netty does after what it cannot decode; an empty 400 of a handler keeps its connection. */
    private static boolean isClosingConnection(FullHttpResponse answer) {
        return answer.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }
}
