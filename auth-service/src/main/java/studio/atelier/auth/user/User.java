package studio.atelier.auth.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.auth.initdata.TelegramUserProfile;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/**
 * A user who has logged in at least once.
 *
 * @param language the language the user chose, else the nearest to Telegram's
 * @param languageChosen whether the user chose it here; Telegram's language is then ignored
 * @param premium whether Telegram marks the user as Premium
 * @param block set while an operator blocks the user
 */
public record User(
        UserId id,
        long telegramId,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        SupportedLanguage language,
        boolean languageChosen,
        boolean premium,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Nullable UserBlock block) {

    /** Which operator blocked a user, when and why. */
    public record UserBlock(Instant at, String because, UserId by) {}

    /** A user seen for the first time. */
    static User ofFirstLogin(TelegramUserProfile seen, Instant now) {
        return new User(
                UserId.ofTelegram(seen.id()),
                seen.id(),
                seen.firstName(),
                seen.lastName(),
                seen.username(),
                SupportedLanguage.nearestTo(seen.languageCode()),
                false,
                seen.premium(),
                now,
                now,
                null);
    }

    /** This user with the current profile from Telegram. */
    User seenAgain(TelegramUserProfile seen, Instant now) {
        return new User(
                id,
                telegramId,
                seen.firstName(),
                seen.lastName(),
                seen.username(),
                languageChosen ? language : SupportedLanguage.nearestTo(seen.languageCode()),
                languageChosen,
                seen.premium(),
                firstSeenAt,
                now,
                block);
    }

    /** This user with the chosen language. */
    User withChosenLanguage(SupportedLanguage chosen) {
        return new User(
                id, telegramId, firstName, lastName, username, chosen, true, premium, firstSeenAt, lastSeenAt, block);
    }

    /** This user, blocked by this block from now on, or unblocked. */
    public User withBlock(@Nullable UserBlock changed) {
        return new User(
                id,
                telegramId,
                firstName,
                lastName,
                username,
                language,
                languageChosen,
                premium,
                firstSeenAt,
                lastSeenAt,
                changed);
    }

    /** Whether the user is blocked. */
    public boolean isBlocked() {
        return block != null;
    }

    /** Whether other services act on the difference. */
    boolean differsForOthers(User other) {
        return language != other.language || premium != other.premium;
    }
}
