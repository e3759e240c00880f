package studio.atelier.auth.user;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.security.Caller.Role;

/**
 * A person on the wire.
 *
 * @param id Atelier's own id
 * @param telegramId Telegram's id
 * @param language {@code ru}, {@code uk} or {@code en}
 * @param premium whether Telegram calls the person a Premium user
 * @param roles {@code USER}, and {@code ADMIN} for operators
 */
@Schema(name = "User", description = "A person")
public record UserView(
        @Schema(description = "Atelier's own id") UUID id,

        @Schema(description = "Telegram's id", example = "279058397")
        long telegramId,

        @Schema(example = "Vladislav") String firstName,
        @Nullable String lastName,

        @Nullable @Schema(description = "Telegram username without @")
        String username,

        Language language,
        boolean premium,
        List<Role> roles) {

    /** Describes the person. */
    public static UserView of(User user, Roles roles) {
        return new UserView(
                user.id().value(),
                user.telegramId(),
                user.firstName(),
                user.lastName(),
                user.username(),
                user.language(),
                user.premium(),
                roles.of(user).stream().sorted().toList());
    }
}
