package studio.atelier.generation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.provider.ProviderFixtures;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.TaskLease;

class WorkerHeldTasksTest {

    private final GenerationSignals signals = mock();
    private final WorkerHeldTasks held = new WorkerHeldTasks(
            ProviderFixtures.registryOf("kie"),
            new JobQueueProperties(2, Duration.ofSeconds(30), Duration.ofSeconds(10), Map.of()),
            signals,
            new SimpleMeterRegistry());

    @Test
    void takesAsManyAsThereAreSlots() {
        WorkerHeldTask first = held.holdTask(aClaim());
        held.holdTask(aClaim());

        assertThat(held.countFreeSlots("kie")).isZero();
        held.releaseTask(first);
        assertThat(held.countFreeSlots("kie")).isOne();
        assertThat(held.isHolding(first)).isFalse();
    }

    @Test
    void isMostlyBusyWhileMoreThanHalfOfItsSlotsAreInUse() {
        held.holdTask(aClaim());
        assertThat(held.isMostlyBusy("kie")).isFalse();

        held.holdTask(aClaim());
        assertThat(held.isMostlyBusy("kie")).isTrue();
    }

    @Test
    void knowsThatAJobIsHeldAgainWhenItsFirstRunEnds() {
        TaskLease lease = aLease();
        WorkerHeldTask first = held.holdTask(new ClaimedJob(lease, null, false));
        WorkerHeldTask second = held.holdTask(new ClaimedJob(lease, null, false));

        assertThat(held.releaseTask(first)).isFalse();
        assertThat(held.isHolding(second)).isTrue();
        assertThat(held.releaseTask(second)).isTrue();
    }

    @Test
    void wakesTheWorkItLeaves() {
        WorkerHeldTask task = held.holdTask(aClaim());

        held.leaveAll();

        assertThat(task.leftToOthers()).isTrue();
        verify(signals)
                .sendSignal(GenerationSignal.runningJobChanged(task.lease().jobId()));
        verifyNoMoreInteractions(signals);
        assertThat(held.countFreeSlots("kie")).isZero();
    }

    @Test
    void leavesAtOnceWhatWasClaimedWhileItStopped() {
        held.leaveAll();

        assertThat(held.holdTask(aClaim()).leftToOthers()).isTrue();
    }

    @Test
    void takesTasksAgainAfterARestart() {
        held.leaveAll();
        held.acceptTasksAgain();

        assertThat(held.countFreeSlots("kie")).isEqualTo(2);
        assertThat(held.holdTask(aClaim()).leftToOthers()).isFalse();
    }

    private static ClaimedJob aClaim() {
        return new ClaimedJob(aLease(), null, false);
    }

    private static TaskLease aLease() {
        return new TaskLease(UUID.randomUUID(), "kie", new UserId(UUID.randomUUID()), 1, Instant.EPOCH, null, false);
    }
}
