package studio.atelier.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;

/**
 * A family of refresh tokens, from one login to its end.
 *
 * @param generation of the tokens that are good now; every rotation counts it up
 * @param rotatedAt when it was counted up last
 * @param expiresAt when it ends if it is not used before
 * @param endsAt when it ends however much it is used
 * @param revokedAt when it was ended, if it was
 */
record LoginSession(
        UUID id,
        UserId userId,
        String userAgent,
        int generation,
        Instant createdAt,
        Instant lastUsedAt,
        Instant rotatedAt,
        Instant expiresAt,
        Instant endsAt,
        @Nullable Instant revokedAt) {

    /** What a refresh token means for its session. */
    enum RefreshTokenVerdict {
        /** The next generation takes over. */
        ROTATE,
        /** Its answer may have been lost: it gets another token of the present generation. */
        REPEAT,
        /** Two have the same token. */
        REUSE,
        ENDED
    }

    /** A session that begins. */
    static LoginSession beginSession(
            UUID id, UserId user, String userAgent, Instant now, SessionProperties properties) {
        Instant endsAt = now.plus(properties.maxLife());
        return new LoginSession(
                id, user, userAgent, 0, now, now, now, earlierOf(now.plus(properties.maxIdle()), endsAt), endsAt, null);
    }

    /** Judges a token of the given generation. */
    RefreshTokenVerdict judgeToken(int tokenGeneration, Instant now, Duration repeatWindow) {
        if (revokedAt != null || !now.isBefore(expiresAt)) {
            return RefreshTokenVerdict.ENDED;
        }
        if (tokenGeneration == generation) {
            return RefreshTokenVerdict.ROTATE;
        }
        boolean previous = tokenGeneration == generation - 1;
        return previous && !now.isAfter(rotatedAt.plus(repeatWindow))
                ? RefreshTokenVerdict.REPEAT
                : RefreshTokenVerdict.REUSE;
    }

    /** This session with the next generation of tokens. */
    LoginSession withNextGeneration(Instant now, SessionProperties properties) {
        return new LoginSession(
                id,
                userId,
                userAgent,
                generation + 1,
                createdAt,
                now,
                now,
                earlierOf(now.plus(properties.maxIdle()), endsAt),
                endsAt,
                null);
    }

    private static Instant earlierOf(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
