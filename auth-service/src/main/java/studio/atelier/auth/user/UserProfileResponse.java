package studio.atelier.auth.user;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.security.Caller.CallerRole;

/**
 * A user in the API.
 *
 * @param id Atelier's own id
 * @param telegramId Telegram's id
 * @param language such as {@code uk}
 * @param premium whether Telegram marks the user as Premium
 * @param roles {@code USER}, and {@code ADMIN} for operators
 */
@Schema(name = "User", description = "A person")
public record UserProfileResponse(
        @Schema(description = "Atelier's own id") UUID id,

        @Schema(description = "Telegram's id", example = "279058397")
        long telegramId,

        @Schema(example = "Vladislav") String firstName,
        @Nullable String lastName,

        @Nullable @Schema(description = "Telegram username without @")
        String username,

        SupportedLanguage language,
        boolean premium,
        List<CallerRole> roles) {

    /** Builds the response for the user. */
    public static UserProfileResponse of(User user, UserRoleResolver roles) {
        return new UserProfileResponse(
                user.id().value(),
                user.telegramId(),
                user.firstName(),
                user.lastName(),
                user.username(),
                user.language(),
                user.premium(),
                roles.resolveRoles(user).stream().sorted().toList());
    }
}
