package studio.atelier.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReactiveObservationsTest {

    private final List<String> seen = new ArrayList<>();
    private final ObservationRegistry observations = recording();

    @Test
    void observesEachSubscriptionByItself() {
        Mono<Integer> observed = ReactiveObservations.observeMono(this::inner, Mono.just(1));
        assertThat(seen).isEmpty();

        StepVerifier.create(observed).expectNext(1).verifyComplete();
        StepVerifier.create(observed).expectNext(1).verifyComplete();

        assertThat(seen).containsExactly("inner starts", "inner stops", "inner starts", "inner stops");
    }

    @Test
    void endsWithWorkThatGivesNothingFailsOrIsGivenUp() {
        StepVerifier.create(ReactiveObservations.observeMono(this::inner, Mono.empty()))
                .verifyComplete();
        StepVerifier.create(
                        ReactiveObservations.observeMono(this::inner, Mono.error(new IllegalStateException("enough"))))
                .verifyErrorMessage("enough");
        StepVerifier.create(ReactiveObservations.observeMono(this::inner, Mono.never()))
                .expectSubscription()
                .thenCancel()
                .verify();

        assertThat(seen)
                .containsExactly(
                        "inner starts",
                        "inner stops",
                        "inner starts",
                        "inner fails: enough",
                        "inner stops",
                        "inner starts",
                        "inner stops");
    }

    @Test
    void isPartOfTheWorkAroundIt() {
        Mono<Integer> inner = ReactiveObservations.observeMono(this::inner, Mono.just(1));
        Mono<Integer> outer =
                ReactiveObservations.observeMono(() -> Observation.createNotStarted("outer", observations), inner);

        StepVerifier.create(outer).expectNext(1).verifyComplete();

        assertThat(seen)
                .startsWith("outer starts", "inner starts in outer")
                .contains("inner stops", "outer stops")
                .hasSize(4);
    }

    @Test
    void doesNotHideTheWorkAroundItWhenItIsSwitchedOff() {
        Mono<Boolean> named =
                Mono.deferContextual(context -> Mono.just(context.hasKey(ObservationThreadLocalAccessor.KEY)));

        StepVerifier.create(ReactiveObservations.observeMono(() -> Observation.NOOP, named))
                .expectNext(false)
                .verifyComplete();
    }

    private Observation inner() {
        return Observation.createNotStarted("inner", observations);
    }

    private ObservationRegistry recording() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStart(Observation.Context context) {
                var parent = context.getParentObservation();
                seen.add(context.getName() + " starts"
                        + (parent == null
                                ? ""
                                : " in " + parent.getContextView().getName()));
            }

            @Override
            public void onError(Observation.Context context) {
                seen.add(context.getName() + " fails: "
                        + String.valueOf(context.getError()).replaceFirst(".*: ", ""));
            }

            @Override
            public void onStop(Observation.Context context) {
                seen.add(context.getName() + " stops");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }
}
