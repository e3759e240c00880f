package studio.atelier.sandbox.telegram;

import org.jspecify.annotations.Nullable;

/**
 * Asks for signed initData.
 *
 * @param telegramId whose; any id
 * @param authDateOffsetSeconds added to the present moment, negative for an old {@code auth_date}
 * @param botToken signs in the name of another bot
 * @param startParam what followed {@code startapp=} in the link
 */
record InitDataRequest(
        long telegramId,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String languageCode,
        @Nullable Boolean premium,
        @Nullable Long authDateOffsetSeconds,
        @Nullable String botToken,
        @Nullable String startParam) {

    static InitDataRequest of(long telegramId) {
        return new InitDataRequest(telegramId, null, null, null, null, null, null, null, null);
    }
}
