package studio.atelier.gateway.edge;

import org.springframework.web.server.ServerWebExchange;

/** The address a request came from, as the first filter found it. */
public final class ClientAddress {

    /** The header that services read; what a client sends under this name is thrown away. */
    public static final String HEADER = "X-Atelier-Client-Address";

    private ClientAddress() {}

    /** The address of this request's client; {@code unknown} if the socket did not say. */
    public static String of(ServerWebExchange exchange) {
        String address = exchange.getRequest().getHeaders().getFirst(HEADER);
        return address == null ? "unknown" : address;
    }
}
