package studio.atelier.platform.trace;

import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;

/** Whom the work at hand is for: carried in the Reactor context, shown as {@code userId} in every log line. */
public final class UserInContext {

    /** The key in the Reactor context and in the logging context. */
    public static final String KEY = "userId";

    private UserInContext() {}

    /** A context that names the user. */
    public static ContextView of(UserId user) {
        return Context.of(KEY, user.toString());
    }
}
