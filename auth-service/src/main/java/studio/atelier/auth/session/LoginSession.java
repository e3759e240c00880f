package studio.atelier.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;

/**
 * A session, from one login to its end, with the generations of its refresh tokens.
 *
 * @param generation generation of the tokens that are valid now; every rotation increments it
 * @param rotatedAt time of the last rotation
 * @param expiresAt when it ends unless it is refreshed before
 * @param endsAt when it ends however often it is refreshed
 * @param revokedAt when it was revoked, if it was
 */
public record LoginSession(
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
        /** The next generation begins. */
        ROTATE,
        /** The previous response may have been lost: the client gets another token of the current generation. */
        REPEAT,
        /** Two clients hold the same token. */
        REUSE,
        ENDED
    }

    /** Creates a new session. */
    static LoginSession beginSession(
            UUID id, UserId user, String userAgent, Instant now, SessionProperties properties) {
        Instant endsAt = now.plus(properties.maxLife());
        return new LoginSession(
                id, user, userAgent, 0, now, now, now, earlierOf(now.plus(properties.maxIdle()), endsAt), endsAt, null);
    }

    /** Decides what a token of the given generation means. */
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
