package studio.atelier.generation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.generation.job.BatchProgressBroadcast;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobFixtures;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.JobQueueTasks.WaitingTaskPlace;

class ProgressBroadcastTest {

    private final WaitingTaskPlace one = waiting(1);
    private final WaitingTaskPlace other = waiting(1);
    private final List<RealtimeMessage> sent = new ArrayList<>();
    private final JobQueueTasks tasks = mock(JobQueueTasks.class);
    private final ProgressBroadcast broadcast = new ProgressBroadcast(
            message -> Mono.fromRunnable(() -> sent.add(message)),
            tasks,
            mock(BatchProgressBroadcast.class),
            Clock.systemUTC());

    @Test
    void sendsAPlaceOnceAlthoughSeveralQueuesAreServed() {
        when(tasks.listFirstTasks("kie")).thenReturn(Flux.just(one));
        when(tasks.listFirstTasks("pollinations")).thenReturn(Flux.just(other));
        publishPlaces(5, Set.of("kie", "pollinations"));

        assertThat(sent)
                .extracting(RealtimeMessage::subject)
                .containsExactlyInAnyOrder(one.jobId().toString(), other.jobId().toString());
    }

    @Test
    void sendsAPlaceAgainWhenItChangesAndWhenTheJobComesBack() {
        WaitingTaskPlace second = new WaitingTaskPlace(one.jobId(), one.user(), 2);
        when(tasks.listFirstTasks("kie"))
                .thenReturn(Flux.just(second), Flux.just(one), Flux.just(one), Flux.empty(), Flux.just(one));
        publishPlaces(5, Set.of("kie"));

        assertThat(sent)
                .extracting(message -> message.data().get("queuePosition"))
                .containsExactly(2, 1, 1);
    }

    @Test
    void sendsAPlaceAgainAfterAQueueWasEmpty() {
        when(tasks.listFirstTasks("kie")).thenReturn(Flux.just(one));
        publishPlaces(1, Set.of("kie"));
        publishPlaces(1, Set.of());
        publishPlaces(1, Set.of("kie"));

        assertThat(sent).hasSize(2);
    }

    @Test
    void sendsReportedProgressOnlyWhileItRises() {
        Job job = JobFixtures.aJob().reporting(12).build();
        broadcast.followJob(job);
        StepVerifier.create(broadcast.publishRunning()).verifyComplete();
        StepVerifier.create(broadcast.publishRunning()).verifyComplete();
        broadcast.updateJob(JobFixtures.aJob().reporting(11).build());
        StepVerifier.create(broadcast.publishRunning()).verifyComplete();
        broadcast.updateJob(JobFixtures.aJob().reporting(40).build());
        StepVerifier.create(broadcast.publishRunning()).verifyComplete();
        broadcast.unfollowJob(job.id());
        broadcast.updateJob(JobFixtures.aJob().reporting(50).build());
        StepVerifier.create(broadcast.publishRunning()).verifyComplete();

        assertThat(sent).extracting(message -> message.data().get("progress")).containsExactly(12, 40);
    }

    private void publishPlaces(int times, Set<String> queues) {
        StepVerifier.create(Mono.defer(() -> broadcast.publishPlaces(queues)).repeat(times - 1L))
                .verifyComplete();
    }

    private static WaitingTaskPlace waiting(int place) {
        return new WaitingTaskPlace(UUID.randomUUID(), new UserId(UUID.randomUUID()), place);
    }
}
