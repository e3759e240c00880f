package studio.atelier.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;
import studio.atelier.contracts.UserId;

class CurrentTraceAndUserTest {

    private static final UserId USER = new UserId(UUID.fromString("6f02ecca-5ec9-5293-9c4e-d781bbf18e85"));

    private final ObservationRegistry observations = tracing();

    @BeforeAll
    static void letWorkTravel() {
        Hooks.enableAutomaticContextPropagation();
        CurrentTraceAndUser.travelAloneIn(ContextRegistry.getInstance());
    }

    @Test
    void isTheSameOnEveryThreadTheWorkComesTo() {
        Mono<String> work =
                Mono.fromCallable(() -> CurrentTraceAndUser.findTraceparent() + " " + CurrentTraceAndUser.findUserId());
        Mono<String> both = work.publishOn(Schedulers.parallel())
                .flatMap(first -> work.subscribeOn(Schedulers.boundedElastic()).map(second -> first + " " + second));

        StepVerifier.create(
                        ReactiveObservations.observeMono(() -> Observation.createNotStarted("test", observations), both)
                                .contextWrite(UserReactorContext.of(USER)))
                .assertNext(seen -> {
                    String[] parts = seen.split(" ", -1);
                    assertThat(parts).hasSize(4);
                    assertThat(parts[0]).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
                    assertThat(parts[1]).isEqualTo(USER.toString());
                    assertThat(parts).endsWith(parts[0], parts[1]);
                })
                .verifyComplete();
    }

    @Test
    void leavesNothingOnAThreadThatHasDoneItsWork() {
        Scheduler thread = Schedulers.newSingle("one-thread");
        Mono<String> look = Mono.fromCallable(
                        () -> CurrentTraceAndUser.findTraceparent() + " " + CurrentTraceAndUser.findUserId())
                .subscribeOn(thread);
        Mono<String> work = ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("test", observations), look)
                .contextWrite(UserReactorContext.of(USER));

        StepVerifier.create(work.then(look)).expectNext("null null").verifyComplete();
        StepVerifier.create(look).expectNext("null null").verifyComplete();
        thread.dispose();
    }

    @Test
    void isAnUntracedObservationWithoutATrace() {
        StepVerifier.create(ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("test", ObservationRegistry.create()),
                        Mono.fromCallable(() -> String.valueOf(CurrentTraceAndUser.findTraceparent()))))
                .expectNext("null")
                .verifyComplete();
    }

    @Test
    void leavesEverythingElseOfAContextBehind() {
        Context context =
                Context.of(UserReactorContext.KEY, USER.toString(), "connection", "of a transaction that has ended");
        assertThat(CurrentTraceAndUser.copyTraceAndUser(context).stream())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getValue()).isEqualTo(USER.toString()));
    }

    private static ObservationRegistry tracing() {
        Tracer tracer = new OtelTracer(
                OpenTelemetrySdk.builder().build().getTracer("test"), new OtelCurrentTraceContext(), event -> {});
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
        return registry;
    }
}
