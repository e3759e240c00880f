package studio.atelier.platform.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The description of an error for the caller.
 *
 * @param arguments of the localised detail
 * @param fields further members of the problem details
 */
record ProblemDescription(
        ProblemCode code,
        List<Object> arguments,
        Map<String, Object> fields,
        @Nullable Duration retryAfter) {

    static ProblemDescription of(ProblemCode code) {
        return new ProblemDescription(code, List.of(), Map.of(), null);
    }

    static ProblemDescription of(ProblemException e) {
        return new ProblemDescription(e.problemCode(), List.of(e.detailArguments()), e.extraFields(), e.retryAfter());
    }

    ProblemDescription withField(String name, Object value) {
        return new ProblemDescription(code, arguments, Map.of(name, value), retryAfter);
    }

    ProblemDescription retryAfter(Duration wait) {
        return new ProblemDescription(code, arguments, fields, wait);
    }
}
