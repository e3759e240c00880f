package studio.atelier.platform.logging;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import studio.atelier.platform.security.UserInContext;

/** Carries the user from the Reactor context into the logging context. */
final class UserInLogs implements ThreadLocalAccessor<String> {

    @Override
    public Object key() {
        return UserInContext.KEY;
    }

    @Override
    public @Nullable String getValue() {
        return MDC.get(UserInContext.KEY);
    }

    @Override
    public void setValue(String user) {
        MDC.put(UserInContext.KEY, user);
    }

    @Override
    public void setValue() {
        MDC.remove(UserInContext.KEY);
    }
}
