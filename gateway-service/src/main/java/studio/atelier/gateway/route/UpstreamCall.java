package studio.atelier.gateway.route;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;

/**
 * One request to a service and its answer. The service is timed from when it has the whole request until its answer
 * begins: a client that sends or reads slowly is not the service's fault.
 */
final class UpstreamCall {

    private static final Logger log = LoggerFactory.getLogger(UpstreamCall.class);

    private final String service;
    private final UpstreamCallSettings settings;
    private final UpstreamBreaker breaker;
    private final UpstreamGuardFilter.UpstreamRefusalCounters refusals;
    private final InFlightRequestLimit.InFlightRequest inFlight;
    private final ServerWebExchange exchange;
    private final Sinks.Empty<Void> bodySent = Sinks.empty();
    private volatile long sentAtNanos;
    private UpstreamBreaker.@Nullable UpstreamCallPermission permission;
    private boolean judged;

    /** Creates a call that has its room among those in flight. */
    UpstreamCall(
            String service,
            UpstreamCallSettings settings,
            UpstreamBreaker breaker,
            UpstreamGuardFilter.UpstreamRefusalCounters refusals,
            InFlightRequestLimit.InFlightRequest inFlight,
            ServerWebExchange exchange) {
        this.service = service;
        this.settings = settings;
        this.breaker = breaker;
        this.refusals = refusals;
        this.inFlight = inFlight;
        this.exchange = exchange;
    }

    /**
     * Gives the call its permission. A trial that waits for the client's body releases its permission until the body is
     * sent: otherwise a client that sends slowly would block the breaker's trial for all others.
     */
    synchronized void acceptPermission(UpstreamBreaker.UpstreamCallPermission acquired, boolean awaitsBody) {
        if (awaitsBody && acquired.isTrial()) {
            acquired.releasePermission();
        } else {
            permission = acquired;
        }
    }

    /** Sends the request and writes the answer; fails with the problem for the client. */
    Mono<Void> sendRequest(GatewayFilterChain chain) {
        ServerWebExchange observed = exchange.mutate()
                .request(new ObservedRequest(exchange.getRequest()))
                .response(new CheckedResponse(exchange.getResponse()))
                .build();
        return chain.filter(observed)
                .takeUntilOther(failWhenLate())
                .takeUntilOther(failWhenReadTooSlowly())
                .doOnError(this::recordFailure)
                .onErrorMap(UpstreamFailure::toProblem);
    }

    private Mono<Void> failWhenLate() {
        Mono<Void> late = Mono.defer(
                () -> isJudged() ? Mono.never() : Mono.error(new UpstreamFailure.LateAnswerException(service)));
        return bodySent.asMono().then(Mono.delay(settings.responseTimeout())).then(late);
    }

    /** Bounds how long a client that reads slowly holds its room, if an answer is in flight until it is written. */
    private Mono<Void> failWhenReadTooSlowly() {
        return settings.writeTimeout() == null
                ? Mono.never()
                : Mono.delay(settings.writeTimeout()).then(Mono.defer(this::closeUnreadAnswer));
    }

    private Mono<Void> closeUnreadAnswer() {
        if (exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR) instanceof Connection connection) {
            connection.dispose();
        }
        return Mono.error(new TimeoutException("The client did not read the answer of " + service + " in time"));
    }

    private void noteBodySent() {
        sentAtNanos = System.nanoTime();
        inFlight.bodySent();
        bodySent.tryEmitEmpty();
    }

    /** Gets the permission of a trial that waited for its body; fails if another call is the trial now. */
    private synchronized void acquirePermission() {
        if (permission == null && !judged) {
            permission = breaker.tryAcquire();
            if (permission == null) {
                throw refusals.refuseWhileOpen();
            }
        }
    }

    /** Zero until the service has the whole request. */
    private long nanosSinceSent() {
        return sentAtNanos == 0 ? 0 : System.nanoTime() - sentAtNanos;
    }

    /** Every answer counts as one, even an error; only slowness counts against the service. */
    private void recordAnswer() {
        recordResult(held -> held.recordAnswer(nanosSinceSent()));
        if (!settings.inFlightUntilWritten()) {
            inFlight.releaseRoom();
        }
    }

    private void recordFailure(Throwable error) {
        if (UpstreamFailure.isOfService(error)) {
            recordResult(held -> held.recordFailure(nanosSinceSent(), error));
        } else {
            releaseWithoutResult();
        }
    }

    /** Records the result of the call, unless it already has one; without a permission it does not count. */
    private synchronized void recordResult(Consumer<UpstreamBreaker.UpstreamCallPermission> result) {
        if (!judged) {
            judged = true;
            UpstreamBreaker.UpstreamCallPermission held = permission == null ? breaker.tryAcquire() : permission;
            if (held != null) {
                result.accept(held);
            }
        }
    }

    private synchronized void releaseWithoutResult() {
        if (!judged) {
            judged = true;
            if (permission != null) {
                permission.releasePermission();
            }
        }
    }

    private synchronized boolean isJudged() {
        return judged;
    }

    /** Releases what the call holds. If the client gave up waiting for a slow service, the call counts as slow. */
    void endCall() {
        if (nanosSinceSent() >= settings.slowAnswer().toNanos()) {
            recordResult(held -> held.recordAnswer(nanosSinceSent()));
        } else {
            releaseWithoutResult();
        }
        inFlight.releaseRoom();
    }

    /**
     * How calls of a kind are treated.
     *
     * @param writeTimeout how long a call may take until its answer is written, while it counts as in flight; null if
     *     it is in flight only until its answer begins
     * @param largestBody the size assumed for a body that declares no length
     */
    record UpstreamCallSettings(
            Duration responseTimeout,
            Duration slowAnswer,
            @Nullable Duration writeTimeout,
            DataSize largestBody) {

        boolean inFlightUntilWritten() {
            return writeTimeout != null;
        }
    }

    private final class ObservedRequest extends ServerHttpRequestDecorator {

        ObservedRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody()
                    .concatWith(Mono.fromRunnable(UpstreamCall.this::acquirePermission))
                    .doOnComplete(UpstreamCall.this::noteBodySent);
        }
    }

    /** Replaces errors without problem details, and logs an answer that breaks off. */
    private final class CheckedResponse extends ServerHttpResponseDecorator {

        CheckedResponse(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            recordAnswer();
            HttpStatusCode unexplained = unexplainedError();
            return unexplained == null ? super.writeWith(checkBody(body)) : replaceWithProblem(unexplained);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            recordAnswer();
            HttpStatusCode unexplained = unexplainedError();
            return unexplained == null ? super.writeAndFlushWith(checkBody(body)) : replaceWithProblem(unexplained);
        }

        private <T> Flux<T> checkBody(Publisher<T> body) {
            return Flux.from(body).doOnError(this::logIfBrokenOff).onErrorMap(UpstreamFailure::toProblem);
        }

        /**
         * What has been sent cannot be taken back: the connection is closed, so that the client sees that the answer is
         * incomplete.
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

        /** Returns the status of an error without problem details; null if there is nothing to explain. */
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

        private Mono<Void> replaceWithProblem(HttpStatusCode status) {
            getHeaders().clearContentHeaders();
            return Mono.error(new ResponseStatusException(status, service + " answered without problem details"));
        }
    }
}
