package studio.atelier.platform.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error that is reported to the caller as problem details (RFC 9457) in the caller's language. A feature derives one
 * sealed exception from it, whose permitted types are the ways a caller can react.
 */
public abstract class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemCode code;
    private final transient Object[] arguments;
    private final transient Map<String, Object> fields = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param arguments of the localised detail, {@code {0}} and on
     */
    protected ProblemException(ProblemCode code, Object... arguments) {
        super(code.name());
        this.code = code;
        this.arguments = arguments.clone();
    }

    /** Adds a member to the problem details. */
    protected final void addField(String name, Object value) {
        fields.put(name, value);
    }

    /** Sets when a retry is worthwhile; becomes the Retry-After header, in whole seconds rounded up. */
    protected final void retryAfter(Duration wait) {
        this.retryAfter = wait;
    }

    /** The stable code. */
    public final ProblemCode problemCode() {
        return code;
    }

    /** The arguments of the localised detail. */
    public final Object[] detailArguments() {
        return arguments.clone();
    }

    /** Further members of the problem details. */
    public final Map<String, Object> extraFields() {
        return Map.copyOf(fields);
    }

    /** When a retry is worthwhile, or null if unknown. */
    public final @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
