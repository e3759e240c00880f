package studio.atelier.gateway.realtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.crypto.HmacSha256Key;

/**
 * Encodes and decodes tickets: a few bytes and their HMAC-SHA256, in base64url, so that every gateway instance can read
 * the tickets of another. A ticket is used where a token must not be: browsers cannot set headers on a WebSocket, and
 * addresses are logged.
 */
@Component
class RealtimeTicketCodec {

    private static final byte VERSION = 3;
    private static final int BODY = 1 + 3 * 16 + 1 + 3 * Long.BYTES;
    private static final int SIGNATURE = 32;
    private static final int MIN_KEY = 32;

    private final HmacSha256Key key;
    private final RealtimeProperties properties;
    private final Clock clock;

    RealtimeTicketCodec(RealtimeProperties properties, Clock clock) {
        byte[] secret = properties.ticketKey().getBytes(StandardCharsets.UTF_8);
        if (secret.length < MIN_KEY) {
            throw new IllegalArgumentException("atelier.realtime.ticket-key needs at least 32 characters");
        }
        this.key = new HmacSha256Key(secret);
        this.properties = properties;
        this.clock = clock;
    }

    /** Writes a ticket that opens a socket for the next {@code ticketLife}. */
    String encodeTicket(RealtimeTicket ticket) {
        ByteBuffer body = ByteBuffer.allocate(BODY + SIGNATURE).put(VERSION);
        putUuid(body, ticket.id());
        putUuid(body, ticket.user().value());
        putUuid(body, ticket.session());
        body.put((byte) (ticket.operator() ? 1 : 0))
                .putLong(ticket.tokenIssuedAt().toEpochMilli())
                .putLong(ticket.tokenExpiresAt().toEpochMilli())
                .putLong(clock.instant().plus(properties.ticketLife()).toEpochMilli());
        body.put(signBody(body.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(body.array());
    }

    /** Decodes a ticket; empty if its signature is wrong, it is too old, or its token has expired. */
    Optional<RealtimeTicket> decodeTicket(String text) {
        return decodeBase64(text)
                .filter(bytes -> bytes.length == BODY + SIGNATURE && bytes[0] == VERSION)
                .filter(this::isOurs)
                .flatMap(this::parseTicket);
    }

    private static Optional<byte[]> decodeBase64(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(byte[] bytes) {
        byte[] signature = Arrays.copyOfRange(bytes, BODY, BODY + SIGNATURE);
        return MessageDigest.isEqual(signature, signBody(bytes));
    }

    private Optional<RealtimeTicket> parseTicket(byte[] bytes) {
        ByteBuffer body = ByteBuffer.wrap(bytes, 1, BODY - 1);
        RealtimeTicket ticket = new RealtimeTicket(
                readUuid(body),
                new UserId(readUuid(body)),
                readUuid(body),
                body.get() == 1,
                Instant.ofEpochMilli(body.getLong()),
                Instant.ofEpochMilli(body.getLong()));
        Instant expiresAt = Instant.ofEpochMilli(body.getLong());
        Instant now = clock.instant();
        return now.isBefore(expiresAt) && now.isBefore(ticket.tokenExpiresAt())
                ? Optional.of(ticket)
                : Optional.empty();
    }

    private byte[] signBody(byte[] bytes) {
        return key.computeMac(Arrays.copyOf(bytes, BODY));
    }

    private static void putUuid(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID readUuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
