package studio.atelier.auth.user;

import java.util.Set;
import org.springframework.stereotype.Component;
import studio.atelier.platform.security.Caller.Role;

/**
 * Who may do what. Roles are not stored: they follow the configuration, so that a person taken from the list of
 * operators is none any more with their next token.
 */
@Component
public class Roles {

    private final UserProperties properties;

    Roles(UserProperties properties) {
        this.properties = properties;
    }

    /** The roles of a person. */
    public Set<Role> of(User user) {
        return properties.adminIds().contains(user.telegramId()) ? Set.of(Role.USER, Role.ADMIN) : Set.of(Role.USER);
    }
}
