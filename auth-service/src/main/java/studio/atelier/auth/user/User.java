package studio.atelier.auth.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.auth.initdata.TelegramUserProfile;
import studio.atelier.contracts.UserId;

/**
 * A person who has logged in at least once.
 *
 * @param language the one the person chose, else the nearest to Telegram's
 * @param languageChosen whether the person chose it here; then Telegram's no longer counts
 * @param premium whether Telegram calls the person a Premium user
 * @param block set while an operator keeps the person out
 */
public record User(
        UserId id,
        long telegramId,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        UserLanguage language,
        boolean languageChosen,
        boolean premium,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Nullable UserBlock block) {

    /** Who keeps a person out, since when and why. */
    public record UserBlock(Instant at, String because, UserId by) {}

    /** A person seen for the first time. */
    static User ofFirstLogin(TelegramUserProfile seen, Instant now) {
        return new User(
                UserId.ofTelegram(seen.id()),
                seen.id(),
                seen.firstName(),
                seen.lastName(),
                seen.username(),
                UserLanguage.nearestTo(seen.languageCode()),
                false,
                seen.premium(),
                now,
                now,
                null);
    }

    /** This person as Telegram describes them now. */
    User seenAgain(TelegramUserProfile seen, Instant now) {
        return new User(
                id,
                telegramId,
                seen.firstName(),
                seen.lastName(),
                seen.username(),
                languageChosen ? language : UserLanguage.nearestTo(seen.languageCode()),
                languageChosen,
                seen.premium(),
                firstSeenAt,
                now,
                block);
    }

    /** This person after choosing a language. */
    User withChosenLanguage(UserLanguage chosen) {
        return new User(
                id, telegramId, firstName, lastName, username, chosen, true, premium, firstSeenAt, lastSeenAt, block);
    }

    /** This person, kept out by this block from now on, or let in again. */
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

    /** Whether an operator keeps this person out. */
    public boolean isBlocked() {
        return block != null;
    }

    /** Whether other services would act on the difference. */
    boolean differsForOthers(User other) {
        return language != other.language || premium != other.premium;
    }
}
