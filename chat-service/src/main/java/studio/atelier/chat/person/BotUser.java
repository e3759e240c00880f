package studio.atelier.chat.person;

import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;

/**
 * Somebody the bot knows.
 *
 * @param telegramId also the id of the private chat
 * @param language as the auth service says; null while the person has only written to the bot
 * @param started whether the person has ever started the bot
 * @param reachable whether Telegram delivered to the person when we last tried
 */
public record BotUser(
        long telegramId, UserId userId, @Nullable BotLanguage language, boolean started, boolean reachable) {

    /** Whether the bot may write without being asked. */
    public boolean mayBeWrittenTo() {
        return started && reachable;
    }

    /** What to speak: the known language, else the nearest to the given tag. */
    public BotLanguage chooseLanguage(@Nullable String languageTag) {
        return language == null ? BotLanguage.nearestTo(languageTag) : language;
    }
}
