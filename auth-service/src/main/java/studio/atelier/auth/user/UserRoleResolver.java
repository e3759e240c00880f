package studio.atelier.auth.user;

import java.util.Set;
import org.springframework.stereotype.Component;
import studio.atelier.platform.security.Caller.CallerRole;

/**
 * Who may do what. Roles are not stored: they follow the configuration, so that a person taken from the list of
 * operators is none any more with their next token.
 */
@Component
public class UserRoleResolver {

    private final AuthUserProperties properties;

    UserRoleResolver(AuthUserProperties properties) {
        this.properties = properties;
    }

    /** The roles of a person. */
    public Set<CallerRole> resolveRoles(User user) {
        return properties.adminIds().contains(user.telegramId())
                ? Set.of(CallerRole.USER, CallerRole.ADMIN)
                : Set.of(CallerRole.USER);
    }
}
