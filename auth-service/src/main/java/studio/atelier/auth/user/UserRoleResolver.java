package studio.atelier.auth.user;

import java.util.Set;
import org.springframework.stereotype.Component;
import studio.atelier.platform.security.Caller.CallerRole;

/**
 * Resolves the roles of users. Roles are not stored: they follow the configuration, so that a user removed from the
 * list of operators loses the role with the next token.
 */
@Component
public class UserRoleResolver {

    private final AuthUserProperties properties;

    UserRoleResolver(AuthUserProperties properties) {
        this.properties = properties;
    }

    /** The roles of a user. */
    public Set<CallerRole> resolveRoles(User user) {
        return properties.adminIds().contains(user.telegramId())
                ? Set.of(CallerRole.USER, CallerRole.ADMIN)
                : Set.of(CallerRole.USER);
    }
}
