package studio.atelier.auth.operator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserSearchQuery.UserSearchPosition;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.PageCursor;

/** The end of a page of users: the microsecond when the last one was seen, and that user's id. */
final class UserSearchCursor {

    private static final long[] START = keyOf(UserSearchPosition.START);

    private UserSearchCursor() {}

    static String encodeCursorAfter(User last) {
        return PageCursor.encodeKey(keyOf(UserSearchPosition.of(last)));
    }

    /** The position at which the next page begins; fails with MALFORMED_REQUEST if the cursor is invalid. */
    static UserSearchPosition decodeCursor(@Nullable String cursor) {
        long[] key = PageCursor.decodeKey(cursor, START);
        if (key[0] < 0 || key[0] > START[0]) {
            throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }
        return new UserSearchPosition(Instant.EPOCH.plus(key[0], ChronoUnit.MICROS), new UUID(key[1], key[2]));
    }

    private static long[] keyOf(UserSearchPosition position) {
        return new long[] {
            ChronoUnit.MICROS.between(Instant.EPOCH, position.seenAt()),
            position.id().getMostSignificantBits(),
            position.id().getLeastSignificantBits()
        };
    }
}
