package studio.atelier.platform.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import java.util.Map;
import org.springframework.http.MediaType;
import reactor.netty.channel.ChannelOperations;

/**
 * Answers requests that cannot be decoded with problem details.
 *
 * <p>A request line or headers that are malformed or too long are refused by Reactor Netty itself, before any filter
 * and with an empty answer, which gets its details here: in English, because such a request has no headers that could
 * name a language. A body that cannot be decoded to its end fails for whoever reads it. Reactor Netty would answer 400
 * and pass it on as if it had ended there, so that a request took effect whose client was told that it had not.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of the write tells its caller
final class UndecodableRequests extends ChannelDuplexHandler {

    private static final Map<HttpResponseStatus, CommonProblem> PROBLEMS = Map.of(
            HttpResponseStatus.BAD_REQUEST, CommonProblem.MALFORMED_REQUEST,
            HttpResponseStatus.REQUEST_URI_TOO_LONG, CommonProblem.URI_TOO_LONG,
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, CommonProblem.HEADERS_TOO_LARGE);

    private static final AttributeKey<Boolean> BODY_FAILED = AttributeKey.valueOf("atelier.bodyFailed");

    private final ProblemExceptionHandler problems;
    private boolean bodyFailed;

    UndecodableRequests(ProblemExceptionHandler problems) {
        this.problems = problems;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content
                && !(message instanceof HttpRequest)
                && content.decoderResult().isFailure()) {
            content.release();
            endFailedBody(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Where the request is answered already, nobody reads its body. */
    private void endFailedBody(ChannelHandlerContext context) {
        bodyFailed = true;
        if (ChannelOperations.get(context.channel()) == null) {
            context.close();
        } else {
            context.channel().attr(BODY_FAILED).set(true);
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** Whether the body of the request that is being read from this channel could not be decoded to its end. */
    static boolean hasBodyFailed(Channel channel) {
        return channel.hasAttr(BODY_FAILED);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object written = message instanceof FullHttpResponse answer ? withProblem(answer) : message;
        if (!bodyFailed) {
            context.write(written, promise);
            return;
        }
        if (written instanceof HttpResponse answer) {
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture writing = context.write(written, promise.unvoid());
        if (written instanceof LastHttpContent && context.channel() instanceof DuplexChannel channel) {
            writing.addListener(sent -> channel.shutdownOutput());
        }
    }

    private FullHttpResponse withProblem(FullHttpResponse answer) {
        CommonProblem problem = PROBLEMS.get(answer.status());
        if (problem == null || answer.content().isReadable() || !closes(answer)) {
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
                .set(HttpHeaderNames.CONTENT_LANGUAGE, Languages.DEFAULT.toLanguageTag())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return explained;
    }

    /** As Reactor Netty does after what it cannot decode; an empty 400 of a handler keeps its connection. */
    private static boolean closes(FullHttpResponse answer) {
        return answer.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }
}
