package studio.atelier.local.settings;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random values in the formats of the settings. */
final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String TOKEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int TOKEN_LENGTH = 35;
    private static final long LOWEST_BOT_ID = 7_000_000_000L;
    private static final long BOT_IDS = 999_999_999L;

    private Secrets() {}

    /** {@code <bot id>:<35 letters>}, as BotFather gives them. */
    static String botToken() {
        StringBuilder token = new StringBuilder()
                .append(LOWEST_BOT_ID + RANDOM.nextLong(BOT_IDS))
                .append(':');
        RANDOM.ints(TOKEN_LENGTH, 0, TOKEN_LETTERS.length()).forEach(i -> token.append(TOKEN_LETTERS.charAt(i)));
        return token.toString();
    }

    /** A secret in the form of Svix, which signs webhooks. */
    static String webhookSecret() {
        return "whsec_" + key();
    }

    /** 32 random bytes in base64. */
    static String key() {
        return Base64.getEncoder().encodeToString(bytes(32));
    }

    /** 64 hexadecimal digits, for values that must be safe in addresses, headers and SQL. */
    static String hex() {
        return HexFormat.of().formatHex(bytes(32));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
