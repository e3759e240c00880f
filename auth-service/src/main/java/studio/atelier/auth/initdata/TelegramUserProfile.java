package studio.atelier.auth.initdata;

import org.jspecify.annotations.Nullable;

/**
 * A user's profile at Telegram.
 *
 * @param languageCode IETF tag of the app's language, if Telegram sends it
 */
public record TelegramUserProfile(
        long id,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String languageCode,
        boolean premium) {}
