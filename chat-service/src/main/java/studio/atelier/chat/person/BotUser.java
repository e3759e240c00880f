package studio.atelier.chat.person;

import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * A user known to the bot.
 *
 * @param telegramId also the id of the private chat
 * @param language as the auth service has it; null while the user has only written to the bot
 * @param started whether the user has ever started the bot
 * @param reachable whether Telegram accepted the last message to the user
 */
public record BotUser(
        long telegramId, UserId userId, @Nullable SupportedLanguage language, boolean started, boolean reachable) {

    /** Whether the bot may send notices. */
    public boolean mayBeWrittenTo() {
        return started && reachable;
    }

    /** The known language, else the nearest to the given tag. */
    public SupportedLanguage chooseLanguage(@Nullable String languageTag) {
        return language == null ? SupportedLanguage.nearestTo(languageTag) : language;
    }
}
