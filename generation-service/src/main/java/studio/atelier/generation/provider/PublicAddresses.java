package studio.atelier.generation.provider;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.springframework.boot.http.client.InetAddressFilter;
import reactor.netty.http.client.HttpClient;

/** Distinguishes addresses of the public internet from all others. */
final class PublicAddresses {

    private static final InetAddressFilter EXTERNAL = InetAddressFilter.externalAddresses();

    private PublicAddresses() {}

    /**
     * The client with connections to public addresses only: any other connection fails with
     * {@link PrivateAddressException}, whether the host is a name or an address in any notation. Of a name's addresses
     * the public ones are used.
     */
    static HttpClient restrictConnections(HttpClient client) {
        return client.doOnChannelInit(
                (observer, channel, remote) -> channel.pipeline().addFirst(new PublicConnectionsOnly()));
    }

    /**
     * Spring Boot's list is of special ranges; IPv6 addresses beside it, such as {@code ::ffff:127.0.0.1}, lead inside.
     */
    static boolean isPublic(InetAddress address) {
        boolean globalUnicast = address instanceof Inet4Address || (address.getAddress()[0] & 0xe0) == 0x20;
        return globalUnicast && EXTERNAL.matches(address);
    }

    /** The address is not public, so no connection was attempted. */
    static final class PrivateAddressException extends IOException {

        private static final long serialVersionUID = 1L;

        private PrivateAddressException(SocketAddress address) {
            super(address + " is not a public address");
        }
    }

    /** Checks the address of the connection itself, after all parsing and resolving. */
    private static final class PublicConnectionsOnly extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise)
                throws Exception {
            if (remote instanceof InetSocketAddress address
                    && !address.isUnresolved()
                    && isPublic(address.getAddress())) {
                super.connect(context, remote, local, promise);
            } else {
                promise.tryFailure(new PrivateAddressException(remote));
            }
        }
    }
}
