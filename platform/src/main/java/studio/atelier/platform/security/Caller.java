package studio.atelier.platform.security;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * Who is calling, as the verified access token says. A controller gets it by declaring a parameter of this type.
 *
 * @param id {@code sub} of the token
 * @param sessionId {@code sid} of the token: the refresh-token family it came from
 * @param locale the language to answer in: {@code Accept-Language} if it names one of ours, else the token's
 */
public record Caller(UserId id, UUID sessionId, Set<CallerRole> roles, Locale locale) {

    /** Where a request's exchange holds its caller. */
    public static final String ATTRIBUTE = Caller.class.getName();

    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether the caller is an operator. */
    public boolean isOperator() {
        return roles.contains(CallerRole.ADMIN);
    }

    /** What a caller may be. Paths below {@code /api/v1/admin/} want ADMIN. */
    public enum CallerRole {
        USER,
        ADMIN
    }
}
