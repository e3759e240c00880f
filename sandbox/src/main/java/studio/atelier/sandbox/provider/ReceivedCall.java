package studio.atelier.sandbox.provider;

import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.JsonNode;

/**
 * A call that a stand-in received.
 *
 * @param operation its name in the counts of calls, such as {@code generate}
 * @param body what the call's record shows: the JSON body, or the fields of a form or a query
 */
public record ReceivedCall(ServerWebExchange exchange, String operation, JsonNode body) {}
