package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.test.StepVerifier;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.ProblemCode;
import studio.atelier.platform.web.ProblemException;

class UpstreamGuardFilterTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final GatewayFilterChain ANSWERS = exchange ->
            sendBody(exchange).then(Mono.defer(() -> exchange.getResponse().writeWith(Flux.empty())));
    private static final GatewayFilterChain NEVER_ANSWERS =
            exchange -> sendBody(exchange).then(Mono.never());
    private static final GatewayFilterChain NEVER_READ =
            exchange -> exchange.getResponse().writeWith(Flux.never());

    private final CircuitBreaker state = CircuitBreaker.of(
            "chat-calls", UpstreamBreaker.circuitBreakerConfig(Duration.ofSeconds(5), Duration.ofMinutes(1)));
    private final UpstreamBreaker breaker = new UpstreamBreaker(state);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InFlightRequestLimit inFlight =
            new InFlightRequestLimit(InFlightRequestLimit.InFlightRequestBounds.ofRequests(30, 20));
    private final UpstreamGuardFilter guard = guard(null);

    @Test
    void makesAnotherCallTheTrialWhileAClientSendsItsBodySlowly() {
        startTrials();
        Disposable slow = guard.filter(post(Flux.never()), ANSWERS).subscribe();

        pass(guard.filter(get(), ANSWERS));

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        slow.dispose();
        assertThat(inFlight.countRequests()).isZero();
    }

    @Test
    void refusesABodyThatEndsWhileAnotherCallIsTheTrial() {
        startTrials();
        Sinks.Empty<DataBuffer> body = Sinks.empty();

        StepVerifier.create(guard.filter(post(body.asMono().flux()), ANSWERS))
                .then(() -> guard.filter(get(), NEVER_ANSWERS).subscribe())
                .then(body::tryEmitEmpty)
                .expectErrorSatisfies(error -> assertProblem(error, CommonProblemCode.SERVICE_UNAVAILABLE))
                .verify(LIMIT);

        assertThat(refused("open")).isEqualTo(1);
    }

    @Test
    void opensAgainWhenTheServiceRefusesTheConnectionOfACallWithABody() {
        startTrials();

        StepVerifier.create(guard.filter(post(Flux.never()), exchange -> Mono.error(new ConnectException("refused"))))
                .expectErrorSatisfies(error -> assertProblem(error, CommonProblemCode.SERVICE_UNAVAILABLE))
                .verify(LIMIT);

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void opensForAServiceThatIsAwayButNotForAMissingConnection() {
        failTenTimes(new PoolAcquireTimeoutException(Duration.ofSeconds(2)));
        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.CLOSED);

        failTenTimes(new ConnectException("refused"));
        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void makesAnotherCallTheTrialWhenAClientHangsUp() {
        startTrials();
        guard.filter(get(), NEVER_ANSWERS).subscribe().dispose();

        pass(guard.filter(get(), ANSWERS));

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void keepsNoPlaceForACallThatIsRefusedWhileOpen() {
        state.transitionToOpenState();

        assertRefused(get(), CommonProblemCode.SERVICE_UNAVAILABLE);

        assertThat(refused("open")).isEqualTo(1);
        assertThat(inFlight.countRequests()).isZero();
    }

    @Test
    void givesThePlaceBackWhenTheAnswerBeginsOrWhereWritingIsBoundedWhenItEnds() {
        Disposable call = guard.filter(get(), NEVER_READ).subscribe();
        assertThat(inFlight.countRequests()).isZero();

        Disposable bounded =
                guard(Duration.ofSeconds(60)).filter(get(), NEVER_READ).subscribe();
        assertThat(inFlight.countRequests()).isEqualTo(1);
        call.dispose();
        bounded.dispose();
        assertThat(inFlight.countRequests()).isZero();
    }

    @Test
    void endsACallThatTheServiceDoesNotAnswerInTime() {
        StepVerifier.withVirtualTime(() -> guard.filter(get(), NEVER_ANSWERS))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(29))
                .thenAwait(Duration.ofSeconds(1))
                .expectErrorSatisfies(error -> assertProblem(error, CommonProblemCode.SERVICE_TIMEOUT))
                .verify(LIMIT);

        assertThat(state.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    }

    @Test
    void countsRefusalsByReason() {
        IntStream.range(0, 20).forEach(n -> guard.filter(get(), NEVER_ANSWERS).subscribe());
        assertRefused(get(), CommonProblemCode.TOO_MANY_REQUESTS);
        IntStream.range(0, 10)
                .forEach(n -> guard.filter(post(Flux.empty()), NEVER_ANSWERS).subscribe());
        assertRefused(post(Flux.empty()), CommonProblemCode.SERVICE_OVERLOADED);

        assertThat(refused("owner")).isEqualTo(1);
        assertThat(refused("overloaded")).isEqualTo(1);
        assertThat(refused("open")).isZero();
    }

    @Test
    void endsAnAnswerThatIsReadTooSlowly() {
        StepVerifier.withVirtualTime(() -> guard(Duration.ofSeconds(60)).filter(get(), NEVER_READ))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(59))
                .thenAwait(Duration.ofSeconds(1))
                .expectErrorSatisfies(error -> assertThat(error).hasCauseInstanceOf(TimeoutException.class))
                .verify(LIMIT);

        assertThat(inFlight.countRequests()).isZero();
    }

    private UpstreamGuardFilter guard(@Nullable Duration writeTimeout) {
        return new UpstreamGuardFilter(
                "chat",
                breaker,
                inFlight,
                exchange -> exchange.getRequest().getMethod().name(),
                new UpstreamCall.UpstreamCallSettings(
                        Duration.ofSeconds(30), Duration.ofSeconds(5), writeTimeout, DataSize.ofMegabytes(1)),
                new UpstreamGuardFilter.UpstreamRefusalCounters(meters, Tags.empty(), Duration.ofMinutes(1)));
    }

    private void startTrials() {
        state.transitionToOpenState();
        state.transitionToHalfOpenState();
    }

    private void failTenTimes(Exception failure) {
        for (int call = 0; call < 10; call++) {
            StepVerifier.create(guard.filter(get(), exchange -> Mono.error(failure)))
                    .expectError(ProblemException.class)
                    .verify(LIMIT);
        }
    }

    private void assertRefused(ServerWebExchange exchange, ProblemCode code) {
        StepVerifier.create(guard.filter(exchange, ANSWERS))
                .expectErrorSatisfies(error -> assertProblem(error, code))
                .verify(LIMIT);
    }

    private double refused(String reason) {
        return meters.get("atelier.gateway.upstream.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static void pass(Mono<Void> call) {
        StepVerifier.create(call).expectComplete().verify(LIMIT);
    }

    private static void assertProblem(Throwable error, ProblemCode code) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problemCode()).isEqualTo(code));
    }

    private static ServerWebExchange get() {
        return MockServerWebExchange.from(MockServerHttpRequest.get("/api/v1/chat/dialogs"));
    }

    private static ServerWebExchange post(Flux<DataBuffer> body) {
        return MockServerWebExchange.from(MockServerHttpRequest.post("/api/v1/chat/dialogs")
                .contentLength(100)
                .body(body));
    }

    private static Mono<Void> sendBody(ServerWebExchange exchange) {
        return exchange.getRequest().getBody().then();
    }
}
