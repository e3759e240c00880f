package studio.atelier.generation.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.provider.ModelFixtures;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Lease;

class HeldTasksTest {

    private final SentSignals signals = new SentSignals();
    private final HeldTasks held = new HeldTasks(
            ModelFixtures.modelsOn("kie"),
            new LaneProperties(2, Duration.ofSeconds(30), Duration.ofSeconds(10), Map.of()),
            signals,
            new SimpleMeterRegistry());

    @Test
    void takesAsManyAsThereArePermits() {
        HeldTask first = held.take(aLease());
        held.take(aLease());

        assertThat(held.free("kie")).isZero();
        held.letGo(first);
        assertThat(held.free("kie")).isOne();
        assertThat(held.holds(first)).isFalse();
    }

    @Test
    void wakesTheWorkItLeaves() {
        HeldTask task = held.take(aLease());

        held.leaveAll();

        assertThat(task.leftToOthers()).isTrue();
        assertThat(signals.sent).containsExactly(Signal.running(task.lease().jobId()));
        assertThat(held.free("kie")).isZero();
    }

    @Test
    void leavesAtOnceWhatWasClaimedWhileItStopped() {
        held.leaveAll();

        assertThat(held.take(aLease()).leftToOthers()).isTrue();
    }

    @Test
    void takesTasksAgainAfterARestart() {
        held.leaveAll();
        held.reopen();

        assertThat(held.free("kie")).isEqualTo(2);
        assertThat(held.take(aLease()).leftToOthers()).isFalse();
    }

    private static Lease aLease() {
        return new Lease(UUID.randomUUID(), "kie", new UserId(UUID.randomUUID()), 1, Instant.EPOCH, null, false);
    }

    private static final class SentSignals implements Signals {

        private final List<Signal> sent = new ArrayList<>();

        @Override
        public void send(Signal signal) {
            sent.add(signal);
        }

        @Override
        public Mono<Void> afterCommit(Signal signal) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public Flux<Signal> all() {
            return Flux.never();
        }

        @Override
        public Waiter listen(Signal signal) {
            throw new UnsupportedOperationException();
        }
    }
}
