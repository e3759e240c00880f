package studio.atelier.gateway.realtime;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * The right to open one socket, or to renew one, once.
 *
 * @param id no other ticket has it
 * @param operator whether the access token it was bought with has the role ADMIN
 * @param tokenIssuedAt when the access token it was bought with was issued; a revocation after that ends the socket
 * @param tokenExpiresAt when that token expires, and the socket with it unless it is renewed
 */
record RealtimeTicket(
        UUID id, UserId user, UUID session, boolean operator, Instant tokenIssuedAt, Instant tokenExpiresAt) {}
