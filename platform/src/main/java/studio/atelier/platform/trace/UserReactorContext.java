package studio.atelier.platform.trace;

import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;

/** The user of the current work: carried in the Reactor context, shown as {@code userId} in every log line. */
public final class UserReactorContext {

    /** The key in the Reactor context, and the name in log lines. */
    public static final String KEY = "userId";

    /** The exchange attribute with the caller's {@link UserId}, for code outside the security filters. */
    public static final String ATTRIBUTE = UserReactorContext.class.getName() + ".user";

    private UserReactorContext() {}

    /** A context that names the user. */
    public static ContextView of(UserId user) {
        return Context.of(KEY, user.toString());
    }
}
