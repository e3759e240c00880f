package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientFrameLimitTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ClientFrameLimit(3));

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void passesFramesUpToTheLimit() {
        for (int i = 0; i < 3; i++) {
            assertThat(channel.writeInbound(new TextWebSocketFrame("frame"))).isTrue();
            channel.releaseInbound();
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void closesAndReleasesWhatIsMore() {
        PingWebSocketFrame ping = new PingWebSocketFrame(Unpooled.buffer().writeByte(1));
        for (int i = 0; i < 3; i++) {
            channel.writeInbound(ping.retainedDuplicate());
            channel.releaseInbound();
        }

        assertThat(channel.writeInbound(ping)).isFalse();

        assertThat(ping.refCnt()).isZero();
        CloseWebSocketFrame close = channel.readOutbound();
        assertThat(close.statusCode()).isEqualTo(1008);
        close.release();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void leavesAPingUnansweredWhileItsSenderDoesNotRead() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        channel.write(Unpooled.buffer().writeLong(1));
        assertThat(channel.isWritable()).isFalse();
        PingWebSocketFrame ping = new PingWebSocketFrame(Unpooled.buffer().writeByte(1));

        assertThat(channel.writeInbound(ping)).isFalse();

        assertThat(ping.refCnt()).isZero();
        assertThat(channel.isOpen()).isTrue();
    }
}
