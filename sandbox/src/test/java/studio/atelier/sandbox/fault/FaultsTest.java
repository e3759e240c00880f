package studio.atelier.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.atelier.sandbox.fault.KieFault.Moment;

class FaultsTest {

    private final Faults faults = new Faults();

    @Test
    void nothingGoesWrongUnlessOrdered() {
        assertThat(Stream.of(Moment.values()).map(faults::draw)).allMatch(java.util.Optional::isEmpty);
    }

    @Test
    void anOrderedFaultHappensAtItsMomentOnly() {
        faults.orderNext(KieFault.EMPTY_PICTURE, 1);
        assertThat(faults.draw(Moment.CREATE)).isEmpty();
        assertThat(faults.draw(Moment.PICTURE)).contains(KieFault.EMPTY_PICTURE);
        assertThat(faults.draw(Moment.PICTURE)).isEmpty();
    }

    @Test
    void anOrderedFaultHappensExactlyAsOftenAsOrderedWhoeverAsks() throws Exception {
        faults.orderNext(KieFault.SERVER_ERROR, 50);
        Callable<Long> caller = () -> IntStream.range(0, 100)
                .filter(i -> faults.draw(Moment.CREATE).isPresent())
                .count();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            long happened = 0;
            for (Future<Long> part : callers.invokeAll(List.of(caller, caller, caller, caller))) {
                happened += part.get();
            }
            assertThat(happened).isEqualTo(50);
        }
    }

    @Test
    void ratesHappenAboutAsOftenAsSaidAndTheSameWayEachTime() {
        List<Boolean> first = drawThousand();
        assertThat(first.stream().filter(failed -> failed)).hasSizeBetween(250, 350);
        assertThat(drawThousand()).isEqualTo(first);
    }

    @Test
    void refusesAPlanThatCannotBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Map.of(KieFault.TASK_FAILS, 1.5)))
                .withMessageContaining("from 0 to 1");
    }

    private List<Boolean> drawThousand() {
        faults.replace(FaultPlan.CALM.with(plan(Map.of(KieFault.TASK_FAILS, 0.3))));
        return IntStream.range(0, 1000)
                .mapToObj(i -> faults.draw(Moment.TASK).isPresent())
                .toList();
    }

    private static KiePlan plan(Map<KieFault, Double> rates) {
        KiePlan calm = KiePlan.CALM;
        return new KiePlan(0, 0, false, calm.drawing(), calm.callbackShape(), 0, 0, Map.of(), rates);
    }
}
