package studio.atelier.auth.user;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An operator's search for users.
 *
 * @param text what is compared; empty for all users
 */
public record UserSearchQuery(UserSearchField by, String text) {

    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** More digits than any Telegram id has, and fewer than a {@code long}. */
    private static final Pattern TELEGRAM_ID = Pattern.compile("[0-9]{1,18}");

    /** What the text is compared with. */
    public enum UserSearchField {
        NOTHING,
        ID,
        TELEGRAM_ID,
        /** The beginning of the username, in any case. */
        USERNAME,
        /** The beginnings of the username, the whole name and the last name, in any case. */
        NAME
    }

    /** The end of the previous page. */
    public record UserSearchPosition(Instant seenAt, UUID id) {

        /** Before the first user. */
        public static final UserSearchPosition START =
                new UserSearchPosition(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

        /** After this user. */
        public static UserSearchPosition of(User user) {
            return new UserSearchPosition(user.lastSeenAt(), user.id().value());
        }
    }

    /** Parses an operator's input: an id, a Telegram id, an {@code @username}, a name, or nothing for all users. */
    public static UserSearchQuery parse(String typed) {
        String text = typed.strip();
        if (text.startsWith("@")) {
            return new UserSearchQuery(UserSearchField.USERNAME, text.substring(1));
        }
        if (text.isEmpty()) {
            return new UserSearchQuery(UserSearchField.NOTHING, text);
        }
        if (ID.matcher(text).matches()) {
            return new UserSearchQuery(UserSearchField.ID, text);
        }
        return new UserSearchQuery(
                TELEGRAM_ID.matcher(text).matches() ? UserSearchField.TELEGRAM_ID : UserSearchField.NAME, text);
    }
}
