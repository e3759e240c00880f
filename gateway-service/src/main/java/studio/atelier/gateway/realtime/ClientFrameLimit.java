package studio.atelier.gateway.realtime;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connection of a WebSocket client that sends more frames per second than allowed. Control frames count,
 * too: Reactor Netty answers each ping at once, whether or not the client reads, and buffers what it does not read. A
 * ping is not answered while the client lags.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection ends even if the close frame fails
final class ClientFrameLimit extends ChannelInboundHandlerAdapter {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int mostInASecond;
    private long secondBegan;
    private int frames;
    private boolean cutOff;

    ClientFrameLimit(int mostInASecond) {
        this.mostInASecond = mostInASecond;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
        } else if (isTooMany()) {
            frame.release();
            cutOff(context);
        } else if (frame instanceof PingWebSocketFrame && !context.channel().isWritable()) {
            frame.release();
            context.read();
        } else {
            context.fireChannelRead(frame);
        }
    }

    private boolean isTooMany() {
        long now = System.nanoTime();
        if (frames == 0 || now - secondBegan > SECOND) {
            secondBegan = now;
            frames = 0;
        }
        frames++;
        return cutOff || frames > mostInASecond;
    }

    private void cutOff(ChannelHandlerContext context) {
        if (!cutOff) {
            cutOff = true;
            context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION, "too many frames"))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
