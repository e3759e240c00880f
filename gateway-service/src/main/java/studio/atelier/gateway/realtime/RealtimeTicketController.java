package studio.atelier.gateway.realtime;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.VerifiedAccessToken;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Issues tickets for the WebSocket. */
@RestController
@Tag(name = "Realtime")
class RealtimeTicketController {

    private final RealtimeTicketCodec tickets;
    private final RealtimeProperties properties;

    RealtimeTicketController(RealtimeTicketCodec tickets, RealtimeProperties properties) {
        this.tickets = tickets;
        this.properties = properties;
    }

    /** Issues a ticket that opens, or renews, a socket of the caller. */
    @PostMapping("/api/v1/realtime/tickets")
    @Operation(
            summary = "A ticket for the WebSocket",
            description =
                    "It opens GET /api/v1/realtime once, as a subprotocol beside atelier.v1, or in the first frame;"
                            + " sent over an open WebSocket, it renews it.",
            operationId = "realtimeTicket")
    Mono<RealtimeTicketResponse> issueTicket(@Parameter(hidden = true) Authentication authentication) {
        return authentication.getDetails() instanceof VerifiedAccessToken token
                ? Mono.fromSupplier(() -> ticketFor(token))
                : Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED));
    }

    private RealtimeTicketResponse ticketFor(VerifiedAccessToken token) {
        RealtimeTicket ticket = new RealtimeTicket(
                UUID.randomUUID(),
                token.caller().id(),
                token.caller().sessionId(),
                token.caller().isOperator(),
                token.issuedAt(),
                token.expiresAt());
        return new RealtimeTicketResponse(
                tickets.encodeTicket(ticket), properties.ticketLife().toSeconds());
    }

    /**
     * A ticket.
     *
     * @param expiresIn seconds within which it must be used
     */
    @Schema(name = "Ticket")
    record RealtimeTicketResponse(String ticket, long expiresIn) {}
}
