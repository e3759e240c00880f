package studio.atelier.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * Writes and reads share tickets. Generation knows the owner of an image, chat has the bot, and services do not call
 * each other: the owner's client carries the ticket from one to the other. A ticket is a JWT (HS256), signed with a key
 * that only these two services know.
 */
public final class ShareTicketCodec {

    /** Validity of a ticket: the owner's client uses it at once. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String AUDIENCE = "share";
    private static final String EXPIRES = "exp";
    private static final String PHOTO_URL = "photo_url";
    private static final String THUMBNAIL_URL = "thumbnail_url";
    private static final int LEAST_KEY_BYTES = 32;

    private final byte[] key;
    private final Clock clock;

    /**
     * Creates the codec.
     *
     * @throws IllegalArgumentException if the key is too short
     */
    public ShareTicketCodec(String key, Clock clock) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
        if (this.key.length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("ATELIER_SHARE_TICKET_KEY must have at least 32 characters");
        }
    }

    /**
     * An image that its owner wants to share.
     *
     * @param photoUrl opens the image as a JPEG that Telegram accepts
     * @param thumbnailUrl opens a small JPEG of the image
     */
    public record ShareTicket(UserId owner, String photoUrl, String thumbnailUrl) {}

    /** Writes a ticket that is valid for {@link #LIFETIME}. */
    public String writeTicket(ShareTicket ticket) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .audience(AUDIENCE)
                .subject(ticket.owner().value().toString())
                .claim(EXPIRES, clock.instant().plus(LIFETIME).getEpochSecond())
                .claim(PHOTO_URL, ticket.photoUrl())
                .claim(THUMBNAIL_URL, ticket.thumbnailUrl())
                .build();
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            jwt.sign(new MACSigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
        return jwt.serialize();
    }

    /** Reads a ticket; empty if its signature is invalid or it has expired. */
    public Optional<ShareTicket> readTicket(String text) {
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            return isOurs(jwt) ? Optional.of(toTicket(jwt.getJWTClaimsSet())) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(SignedJWT jwt) throws ParseException, JOSEException {
        if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(new MACVerifier(key))) {
            return false;
        }
        return jwt.getJWTClaimsSet().getAudience().equals(List.of(AUDIENCE))
                && jwt.getPayload().toJSONObject().get(EXPIRES) instanceof Number expires
                && clock.instant().isBefore(Instant.ofEpochSecond(expires.longValue()));
    }

    private static ShareTicket toTicket(JWTClaimsSet claims) throws ParseException {
        return new ShareTicket(
                new UserId(UUID.fromString(claims.getSubject())),
                claims.getStringClaim(PHOTO_URL),
                claims.getStringClaim(THUMBNAIL_URL));
    }
}
