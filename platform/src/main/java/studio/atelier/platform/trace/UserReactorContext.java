package studio.atelier.platform.trace;

import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;

/** Whom the work at hand is for: carried in the Reactor context, shown as {@code userId} in every log line. */
public final class UserReactorContext {

    /** The key in the Reactor context, and the name in log lines. */
    public static final String KEY = "userId";

    /** The caller's {@link UserId} among the attributes of an exchange, for what stands outside of its filters. */
    public static final String ATTRIBUTE = UserReactorContext.class.getName() + ".user";

    private UserReactorContext() {}

    /** A context that names the user. */
    public static ContextView of(UserId user) {
        return Context.of(KEY, user.toString());
    }
}
