package studio.atelier.auth.operator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserSearchQuery;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** The end of a page of users: the microsecond when the last one was seen, and that user's id. Opaque to clients. */
final class UserSearchCursor {

    private static final int RADIX = 36;
    private static final char SEPARATOR = '.';

    private UserSearchCursor() {}

    static String encodeCursorAfter(User last) {
        UserSearchQuery.UserSearchPosition position = UserSearchQuery.UserSearchPosition.of(last);
        return Long.toString(microsOf(position), RADIX) + SEPARATOR + position.id();
    }

    /** The position at which the next page begins; fails with MALFORMED_REQUEST if the cursor is invalid. */
    static UserSearchQuery.UserSearchPosition decodeCursor(@Nullable String cursor) {
        if (cursor == null) {
            return UserSearchQuery.UserSearchPosition.START;
        }
        int separator = cursor.indexOf(SEPARATOR);
        try {
            long seenAtMicros = Long.parseLong(cursor.substring(0, Math.max(0, separator)), RADIX);
            UUID id = UUID.fromString(cursor.substring(separator + 1));
            if (0 <= seenAtMicros && seenAtMicros <= microsOf(UserSearchQuery.UserSearchPosition.START)) {
                return new UserSearchQuery.UserSearchPosition(Instant.EPOCH.plus(seenAtMicros, ChronoUnit.MICROS), id);
            }
        } catch (IllegalArgumentException notOurs) {
            throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }
        throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
    }

    private static long microsOf(UserSearchQuery.UserSearchPosition position) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, position.seenAt());
    }
}
