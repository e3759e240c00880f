package studio.atelier.gateway.realtime;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * The right to open or renew one socket, once.
 *
 * @param id unique
 * @param operator whether the access token used to get it has the role ADMIN
 * @param tokenIssuedAt when that access token was issued; a revocation after that ends the socket
 * @param tokenExpiresAt when that token expires, and the socket with it unless it is renewed
 */
record RealtimeTicket(
        UUID id, UserId user, UUID session, boolean operator, Instant tokenIssuedAt, Instant tokenExpiresAt) {}
