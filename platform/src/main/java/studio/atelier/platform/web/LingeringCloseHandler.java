package studio.atelier.platform.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets an early response, such as 401 or 413, arrive before the whole request was read. Closing a connection whose
 * client still sends resets it, and many clients then see only the reset. So the rest of the request is read and
 * discarded, up to a time and a size, before the connection is closed; if the request ends before that, a keep-alive
 * connection stays open.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of a close notifies its listeners
final class LingeringCloseHandler extends ChannelDuplexHandler {

    private final long millis;
    private final long maxDiscardedBytes;

    private int unanswered;
    private boolean receiving;
    private boolean undecodable;
    private boolean interim;
    private long discardedBytes;
    private @Nullable Future<?> end;
    private @Nullable ChannelPromise closing;

    LingeringCloseHandler(ConnectionProperties properties) {
        this.millis = properties.lingerTime().toMillis();
        this.maxDiscardedBytes = properties.lingerSize().toBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (end != null) {
            discardedBytes += sizeOf(message);
        }
        if (closing == null) {
            trackRequest(message);
            context.fireChannelRead(message);
        } else {
            discardMessage(context, message);
        }
        if (discardedBytes > maxDiscardedBytes) {
            context.close();
        }
    }

    private void trackRequest(Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            receiving = true;
        }
        if (message instanceof DecoderResultProvider decoded
                && decoded.decoderResult().isFailure()) {
            undecodable = true;
        } else if (message instanceof LastHttpContent) {
            receiving = false;
            stopLingering();
        }
    }

    private void discardMessage(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            context.close();
        } else {
            context.read();
        }
    }

    private static int sizeOf(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            default -> 0;
        };
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status())) {
                // After the switch the data is not HTTP.
                context.pipeline().remove(this);
            }
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        context.write(message, promise);
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
            lingerIfStillReceiving(context);
        }
    }

    private void lingerIfStillReceiving(ChannelHandlerContext context) {
        if ((undecodable || (receiving && unanswered == 0)) && end == null) {
            discardedBytes = 0;
            end = context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void stopLingering() {
        if (end != null) {
            end.cancel(false);
            end = null;
            discardedBytes = 0;
        }
    }

    /** Shuts the output down at once; closes when the client has stopped sending, too. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (end == null || closing != null || !(context.channel() instanceof DuplexChannel channel)) {
            context.close(promise);
            return;
        }
        closing = promise;
        if (undecodable) {
            // The codec would skip the following bytes, which must be counted.
            context.pipeline().remove(HttpServerCodec.class);
        }
        channel.shutdownOutput();
        channel.config().setAutoRead(true);
        context.read();
    }

    /**
     * The codec accepts no more pipelined requests: it would continue to read, and to discard, everything that is sent.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        if (error instanceof DecoderException) {
            context.close();
        } else {
            context.fireExceptionCaught(error);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopLingering();
        if (closing != null) {
            closing.trySuccess();
        }
        context.fireChannelInactive();
    }
}
