package studio.atelier.gateway.edge;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.springframework.web.server.ServerWebExchange;

/** The address that a request comes from, as determined by the first filter. */
public final class ClientAddressHeader {

    /** The header that services read; a value that a client sends under this name is discarded. */
    public static final String HEADER = "X-Atelier-Client-Address";

    private static final int NETWORK_BYTES = 8;

    private ClientAddressHeader() {}

    /** Returns the address of this request's client; {@code unknown} if the socket does not provide it. */
    public static String addressOf(ServerWebExchange exchange) {
        String address = exchange.getRequest().getHeaders().getFirst(HEADER);
        return address == null ? "unknown" : address;
    }

    /**
     * Returns the network that counts as one client: an IPv4 address, or the first 64 bits of an IPv6 address, because
     * a client may use any address within them.
     */
    public static String networkOf(ServerWebExchange exchange) {
        return networkOf(addressOf(exchange));
    }

    static String networkOf(String address) {
        int zone = address.indexOf('%');
        InetAddress parsed =
                NetUtil.createInetAddressFromIpAddressString(zone < 0 ? address : address.substring(0, zone));
        if (parsed instanceof Inet6Address) {
            return HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES) + "/64";
        }
        return parsed == null ? address : parsed.getHostAddress();
    }
}
