package studio.atelier.auth.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.atelier.platform.crypto.Sha256Hash;

/**
 * A refresh token: 256 random bits. Only its {@linkplain #toHash() hash} is ever stored.
 *
 * @param value base64url without padding
 */
public record RefreshToken(String value) {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** Generates a new token. */
    static RefreshToken generateToken(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Parses a client's token; empty if it cannot be one that we issued. */
    static Optional<RefreshToken> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new RefreshToken(text)) : Optional.empty();
    }

    /** The hash under which it is stored. Plain SHA-256 is enough for so many random bits. */
    RefreshTokenHash toHash() {
        return new RefreshTokenHash(Sha256Hash.computeHex(value));
    }

    @Override
    public String toString() {
        return "RefreshToken";
    }

    /**
     * The SHA-256 of a token.
     *
     * @param hex 64 lower-case digits
     */
    record RefreshTokenHash(String hex) {

        byte[] toBytes() {
            return HexFormat.of().parseHex(hex);
        }
    }
}
