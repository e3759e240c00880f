package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One request on its way to a service and back. The service is timed from when it has the whole request until its
 * answer begins: a client that sends or reads slowly is not the service's fault.
 */
final class UpstreamCall {

    private static final Logger log = LoggerFactory.getLogger(UpstreamCall.class);

    private final String service;
    private final Settings settings;
    private final CircuitBreaker breaker;
    private final InFlightLimit.Permit permit;
    private final ServerWebExchange exchange;
    private final Sinks.Empty<Void> bodySent = Sinks.empty();
    private final AtomicBoolean judged = new AtomicBoolean();
    private volatile long sentAtNanos;

    /** Starts a call that has its permissions. */
    UpstreamCall(
            String service,
            Settings settings,
            CircuitBreaker breaker,
            InFlightLimit.Permit permit,
            ServerWebExchange exchange) {
        this.service = service;
        this.settings = settings;
        this.breaker = breaker;
        this.permit = permit;
        this.exchange = exchange;
    }

    /** Sends the request and writes the answer; fails with what the client is to be told. */
    Mono<Void> exchange(GatewayFilterChain chain) {
        ServerWebExchange observed = exchange.mutate()
                .request(new ObservedRequest(exchange.getRequest()))
                .response(new CheckedResponse(exchange.getResponse()))
                .build();
        return chain.filter(observed)
                .takeUntilOther(failWhenLate())
                .doOnError(this::countFailure)
                .onErrorMap(UpstreamFailure::toProblem);
    }

    private Mono<Void> failWhenLate() {
        Mono<Void> late = Mono.defer(
                () -> judged.get() ? Mono.never() : Mono.error(new UpstreamFailure.LateAnswerException(service)));
        return bodySent.asMono().then(Mono.delay(settings.responseTimeout())).then(late);
    }

    private void noteBodySent() {
        sentAtNanos = System.nanoTime();
        permit.bodySent();
        bodySent.tryEmitEmpty();
    }

    /** Zero while the service does not have the whole request. */
    private long nanosSinceSent() {
        return sentAtNanos == 0 ? 0 : System.nanoTime() - sentAtNanos;
    }

    /** Any answer counts as one, an error too; only its slowness speaks against the service. */
    private void noteAnswer() {
        if (judged.compareAndSet(false, true)) {
            breaker.onSuccess(nanosSinceSent(), TimeUnit.NANOSECONDS);
        }
        if (!settings.inFlightUntilWritten()) {
            permit.release();
        }
    }

    private void countFailure(Throwable error) {
        if (judged.compareAndSet(false, true)) {
            if (UpstreamFailure.isOfClient(error)) {
                breaker.releasePermission();
            } else {
                breaker.onError(nanosSinceSent(), TimeUnit.NANOSECONDS, error);
            }
        }
    }

    /** Gives back what the call held. A client that gave up waiting for a slow service has seen it being slow. */
    void end() {
        if (judged.compareAndSet(false, true)) {
            if (nanosSinceSent() >= settings.slowAnswer().toNanos()) {
                breaker.onSuccess(nanosSinceSent(), TimeUnit.NANOSECONDS);
            } else {
                breaker.releasePermission();
            }
        }
        permit.release();
    }

    /**
     * How calls of a kind are treated.
     *
     * @param inFlightUntilWritten whether a call is in flight until its answer is written, or only until that begins
     */
    record Settings(Duration responseTimeout, Duration slowAnswer, boolean inFlightUntilWritten) {}

    private final class ObservedRequest extends ServerHttpRequestDecorator {

        ObservedRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().doOnComplete(UpstreamCall.this::noteBodySent);
        }
    }

    /** Replaces errors without problem details, and tells of an answer that breaks off. */
    private final class CheckedResponse extends ServerHttpResponseDecorator {

        CheckedResponse(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            noteAnswer();
            HttpStatusCode unexplained = unexplainedError();
            return unexplained == null ? super.writeWith(checked(body)) : explain(unexplained);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            noteAnswer();
            HttpStatusCode unexplained = unexplainedError();
            return unexplained == null ? super.writeAndFlushWith(checked(body)) : explain(unexplained);
        }

        private <T> Flux<T> checked(Publisher<T> body) {
            return Flux.from(body).doOnError(this::logIfBrokenOff).onErrorMap(UpstreamFailure::toProblem);
        }

        /**
         * What has been sent cannot be taken back: the connection is closed, so that the client sees the end missing.
         */
        private void logIfBrokenOff(Throwable error) {
            if (isCommitted()) {
                log.warn(
                        "{} broke off its answer to {} {}: {}",
                        service,
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath().value(),
                        error.toString());
            }
        }

        /** The status of an error that comes without problem details; null if there is nothing to explain. */
        private @Nullable HttpStatusCode unexplainedError() {
            HttpStatusCode status = getStatusCode();
            boolean explained = MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(
                    getHeaders().getContentType());
            return status == null || explained || !isReplaced(status) ? null : status;
        }

        private static boolean isReplaced(HttpStatusCode status) {
            return switch (status.value()) {
                case 400, 401, 403, 404, 405, 406, 413, 415, 429 -> true;
                default -> status.is5xxServerError();
            };
        }

        private Mono<Void> explain(HttpStatusCode status) {
            getHeaders().clearContentHeaders();
            return Mono.error(new ResponseStatusException(status, service + " answered without problem details"));
        }
    }
}
