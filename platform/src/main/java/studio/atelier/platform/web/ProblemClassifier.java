package studio.atelier.platform.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerErrorException;
import studio.atelier.platform.outage.DependencyOutage;

/** Maps errors to problems. */
final class ProblemClassifier {

    private static final Duration WHEN_A_PART_IS_BACK = Duration.ofSeconds(5);

    ProblemDescription classifyError(Throwable error, MessageSource messages, Locale locale) {
        return switch (error) {
            case ProblemException e -> ProblemDescription.of(e);
            case WebExchangeBindException e -> toValidationProblem(fieldErrors(e, messages, locale));
            case HandlerMethodValidationException e -> toValidationProblem(parameterErrors(e, messages, locale));
            case ServerErrorException e
            when isBlankPathVariable(e) -> ProblemDescription.of(CommonProblemCode.MALFORMED_REQUEST);
            case ResponseStatusException e -> ofStatus(e);
            case AuthenticationException ignored -> ProblemDescription.of(CommonProblemCode.UNAUTHENTICATED);
            case AccessDeniedException ignored -> ProblemDescription.of(CommonProblemCode.FORBIDDEN);
            case DataBufferLimitException ignored -> ProblemDescription.of(CommonProblemCode.PAYLOAD_TOO_LARGE);
            default -> classifyUnexpected(error);
        };
    }

    /** Spring reads a blank id as null, and treats the missing path variable as an error of the application. */
    private static boolean isBlankPathVariable(ServerErrorException e) {
        MethodParameter parameter = e.getMethodParameter();
        return parameter != null && parameter.hasParameterAnnotation(PathVariable.class);
    }

    private static ProblemDescription classifyUnexpected(Throwable error) {
        return DependencyOutage.isOne(error)
                ? ProblemDescription.of(CommonProblemCode.SERVICE_UNAVAILABLE).retryAfter(WHEN_A_PART_IS_BACK)
                : ProblemDescription.of(CommonProblemCode.INTERNAL_ERROR);
    }

    private static ProblemDescription toValidationProblem(List<Map<String, String>> errors) {
        return ProblemDescription.of(CommonProblemCode.VALIDATION_FAILED).withField("errors", errors);
    }

    private static List<Map<String, String>> fieldErrors(
            WebExchangeBindException e, MessageSource messages, Locale locale) {
        return e.getAllErrors().stream()
                .map(error -> toFieldError(nameOf(error), messages.getMessage(error, locale)))
                .toList();
    }

    private static String nameOf(ObjectError error) {
        return error instanceof FieldError field ? field.getField() : error.getObjectName();
    }

    private static List<Map<String, String>> parameterErrors(
            HandlerMethodValidationException e, MessageSource messages, Locale locale) {
        return e.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream().map(error -> {
                    String name = error instanceof FieldError field
                            ? field.getField()
                            : result.getMethodParameter().getParameterName();
                    return toFieldError(name, messages.getMessage(error, locale));
                }))
                .toList();
    }

    private static Map<String, String> toFieldError(@Nullable String field, String message) {
        return Map.of("field", field == null ? "" : field, "message", message);
    }

    private static ProblemDescription ofStatus(ResponseStatusException e) {
        if (hasCause(e, DataBufferLimitException.class)) {
            return ProblemDescription.of(CommonProblemCode.PAYLOAD_TOO_LARGE);
        }
        ProblemDescription problem = ProblemDescription.of(codeOf(e.getStatusCode()));
        return problem.code() == CommonProblemCode.SERVICE_UNAVAILABLE
                ? problem.retryAfter(WHEN_A_PART_IS_BACK)
                : problem;
    }

    private static ProblemCode codeOf(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return switch (known) {
            case UNAUTHORIZED -> CommonProblemCode.UNAUTHENTICATED;
            case FORBIDDEN -> CommonProblemCode.FORBIDDEN;
            case NOT_FOUND -> CommonProblemCode.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> CommonProblemCode.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> CommonProblemCode.NOT_ACCEPTABLE;
            case UNSUPPORTED_MEDIA_TYPE -> CommonProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case CONTENT_TOO_LARGE -> CommonProblemCode.PAYLOAD_TOO_LARGE;
            case TOO_MANY_REQUESTS -> CommonProblemCode.TOO_MANY_REQUESTS;
            case BAD_GATEWAY, SERVICE_UNAVAILABLE, GATEWAY_TIMEOUT -> CommonProblemCode.SERVICE_UNAVAILABLE;
            case null, default ->
                status.is4xxClientError() ? CommonProblemCode.MALFORMED_REQUEST : CommonProblemCode.INTERNAL_ERROR;
        };
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
