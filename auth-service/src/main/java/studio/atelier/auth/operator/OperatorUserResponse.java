package studio.atelier.auth.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.auth.session.OpenUserSessions;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserRoleResolver;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.security.Caller.CallerRole;

/**
 * A user as shown to an operator.
 *
 * @param blockedBecause the reason in the words of the operator who blocked the user; null if the user is not blocked
 * @param blockedBy that operator's id
 * @param sessions open sessions, most recently used first; only in the response for a single user, not in a list
 */
@Schema(name = "OperatorUser")
record OperatorUserResponse(
        UUID id,
        long telegramId,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        SupportedLanguage language,
        boolean premium,
        List<CallerRole> roles,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Nullable Instant blockedAt,
        @Nullable String blockedBecause,
        @Nullable UUID blockedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<OperatorUserSessionResponse> sessions) {

    /** An open session. */
    @Schema(name = "OperatorUserSession")
    record OperatorUserSessionResponse(
            UUID id,

            @Schema(description = "Browser and system, as far as known", example = "Telegram, Android")
            String device,

            Instant createdAt,
            Instant lastUsedAt) {

        static OperatorUserSessionResponse of(OpenUserSessions.UserSessionSummary session) {
            return new OperatorUserSessionResponse(
                    session.id(), session.device(), session.createdAt(), session.lastUsedAt());
        }
    }

    static OperatorUserResponse of(
            User user, UserRoleResolver roles, @Nullable List<OperatorUserSessionResponse> sessions) {
        User.UserBlock block = user.block();
        return new OperatorUserResponse(
                user.id().value(),
                user.telegramId(),
                user.firstName(),
                user.lastName(),
                user.username(),
                user.language(),
                user.premium(),
                roles.resolveRoles(user).stream().sorted().toList(),
                user.firstSeenAt(),
                user.lastSeenAt(),
                block == null ? null : block.at(),
                block == null ? null : block.because(),
                block == null ? null : block.by().value(),
                sessions);
    }
}
