package studio.atelier.sandbox.telegram.console;

import org.jspecify.annotations.Nullable;

/**
 * A request for signed initData.
 *
 * @param telegramId id of the user, may be unknown
 * @param authDateOffsetSeconds added to the current time; negative for an old {@code auth_date}
 * @param botToken the token to sign with instead of the configured one
 * @param startParam the value of {@code startapp} in the link
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
