package studio.atelier.auth.initdata;

import org.jspecify.annotations.Nullable;

/**
 * A person as Telegram describes them.
 *
 * @param languageCode IETF tag of the app's language, if Telegram tells it
 */
public record TelegramUserProfile(
        long id,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String languageCode,
        boolean premium) {}
