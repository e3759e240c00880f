package studio.atelier.platform.web;

import io.micrometer.tracing.TraceContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import studio.atelier.platform.trace.UserReactorContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every error with problem details (RFC 9457) in the caller's language: the type, a safe sentence and the trace
 * id, never a cause, a class name or a stack trace. Server errors are logged here, once.
 */
final class ProblemExceptionHandler implements WebExceptionHandler, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ProblemExceptionHandler.class);

    private final ProblemClassifier classifier = new ProblemClassifier();
    private final MessageSource messages;
    private final JsonMapper json;

    ProblemExceptionHandler(MessageSource messages, JsonMapper json) {
        this.messages = messages;
        this.json = json;
    }

    /** Before Spring Boot's own handler at -1. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        return isClientDisconnect(error)
                ? completeDisconnected(exchange, error)
                : Mono.defer(() -> writeProblem(exchange, error))
                        .contextWrite(context -> context.putAll(userOf(exchange)));
    }

    /**
     * The client's broken connection is reported without a cause; an error with a cause comes from a call to a
     * dependency.
     */
    private static boolean isClientDisconnect(Throwable error) {
        return error.getCause() == null && DisconnectedClientHelper.isClientDisconnectedException(error);
    }

    /** This handler runs outside the security filters, so their context with the caller is not available. */
    private static ContextView userOf(ServerWebExchange exchange) {
        UserId user = exchange.getAttribute(UserReactorContext.ATTRIBUTE);
        return user == null ? Context.empty() : UserReactorContext.of(user);
    }

    /** The client has disconnected: this is no error, and the response is not sent. */
    private static Mono<Void> completeDisconnected(ServerWebExchange exchange, Throwable error) {
        log.debug("{} {}: the client disconnected: {}", methodOf(exchange), pathOf(exchange), error.toString());
        exchange.getResponse().setStatusCode(HttpStatus.INTERNAL_SERVER_ERROR);
        return exchange.getResponse().setComplete();
    }

    private Mono<Void> writeProblem(ServerWebExchange exchange, Throwable error) {
        Locale locale = localeOf(exchange);
        ProblemDescription problem = classifier.classifyError(error, messages, locale);
        logProblem(exchange, problem, error);
        byte[] body = json.writeValueAsBytes(toBody(problem, locale));
        ServerHttpResponse response = exchange.getResponse();
        setHead(response, problem, error, locale);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static Locale localeOf(ServerWebExchange exchange) {
        return SupportedLanguage.findAccepted(exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE))
                .map(SupportedLanguage::toLocale)
                .orElseGet(() -> exchange.getAttributeOrDefault(
                        SupportedLanguage.CALLER_ATTRIBUTE, SupportedLanguage.DEFAULT.toLocale()));
    }

    private static void logProblem(ServerWebExchange exchange, ProblemDescription problem, Throwable error) {
        HttpStatus status = problem.code().httpStatus();
        if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error("{} {} failed", methodOf(exchange), pathOf(exchange), error);
        } else if (status.is5xxServerError() && !isLoadShedding(error)) {
            log.warn("{} {} is not available: {}", methodOf(exchange), pathOf(exchange), describeCause(error));
        } else {
            log.debug("{} {} refused: {}", methodOf(exchange), pathOf(exchange), problem.code());
        }
    }

    private static boolean isLoadShedding(Throwable error) {
        return error instanceof CommonProblemException problem && problem.isLoadShedding();
    }

    private static String describeCause(Throwable error) {
        return error.getCause() == null ? error.toString() : error.getCause().toString();
    }

    private static String methodOf(ServerWebExchange exchange) {
        return exchange.getRequest().getMethod().name();
    }

    private static String pathOf(ServerWebExchange exchange) {
        return exchange.getRequest().getPath().value();
    }

    /** The body of a problem outside any request. */
    byte[] bodyOf(ProblemCode code) {
        return json.writeValueAsBytes(toBody(ProblemDescription.of(code), SupportedLanguage.DEFAULT.toLocale()));
    }

    private Map<String, Object> toBody(ProblemDescription problem, Locale locale) {
        String code = problem.code().name();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:atelier:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
        body.put(
                "title",
                messages.getMessage(code + ".title", problem.arguments().toArray(), code, locale));
        body.put("status", problem.code().httpStatus().value());
        body.put(
                "detail",
                messages.getMessage(code + ".detail", problem.arguments().toArray(), code, locale));
        body.put("code", code);
        body.put("traceId", traceId());
        problem.fields().forEach(body::putIfAbsent);
        return body;
    }

    private static String traceId() {
        TraceContext trace = CurrentTraceAndUser.findSpan();
        return trace == null ? "" : trace.traceId();
    }

    private static void setHead(
            ServerHttpResponse response, ProblemDescription problem, Throwable error, Locale locale) {
        response.setStatusCode(problem.code().httpStatus());
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLanguage(locale);
        headers.setCacheControl("no-store");
        if (problem.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, wholeSeconds(problem.retryAfter()));
        }
        if (problem.code().httpStatus() == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (error instanceof MethodNotAllowedException notAllowed) {
            headers.setAllow(notAllowed.getSupportedMethods());
        }
    }

    private static String wholeSeconds(Duration wait) {
        return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
    }
}
