package studio.atelier.platform.security;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * The caller according to the verified access token. A controller receives it by declaring a parameter of this type.
 *
 * @param id {@code sub} of the token
 * @param sessionId {@code sid} of the token: the session it was issued for
 * @param locale the language of the response: {@code Accept-Language} if it names a supported one, else the token's
 */
public record Caller(UserId id, UUID sessionId, Set<CallerRole> roles, Locale locale) {

    /** The exchange attribute that holds the caller. */
    public static final String ATTRIBUTE = Caller.class.getName();

    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether the caller is an operator. */
    public boolean isOperator() {
        return roles.contains(CallerRole.ADMIN);
    }

    /** Roles of a caller. Paths below {@code /api/v1/admin/} require ADMIN. */
    public enum CallerRole {
        USER,
        ADMIN
    }
}
