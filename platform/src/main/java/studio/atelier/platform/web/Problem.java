package studio.atelier.platform.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told about an error.
 *
 * @param arguments filled into the localised detail
 * @param fields further members of the problem details
 */
record Problem(
        ProblemCode code,
        List<Object> arguments,
        Map<String, Object> fields,
        @Nullable Duration retryAfter) {

    static Problem of(ProblemCode code) {
        return new Problem(code, List.of(), Map.of(), null);
    }

    static Problem of(ProblemException e) {
        return new Problem(e.code(), List.of(e.arguments()), e.fields(), e.retryAfter());
    }

    Problem with(String name, Object value) {
        return new Problem(code, arguments, Map.of(name, value), retryAfter);
    }

    Problem retryAfter(Duration wait) {
        return new Problem(code, arguments, fields, wait);
    }
}
