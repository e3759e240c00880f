package studio.atelier.generation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.test.StepVerifier;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.support.KieStub;

class TakeOverIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private ClaimQueueTasks claim;

    @Test
    void takesOverWhatADeadWorkerLeftBeforeWhatWaitsInAFullQueue() {
        KIE.outcome = KieStub.Outcome::never;
        List<Submitted> filling = IntStream.range(0, 5)
                .mapToObj(number -> submitted(aUserWith(2)))
                .toList();
        await(KIE.creates::size, count -> count == 5);
        Submitted waiting = submitted(aUserWith(2));
        Submitted leftBehind = submitted(aUserWith(2));
        leaseToSilentWorker(leftBehind.id());
        try {
            lookForLeftTasks();

            KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());

            awaitStatus(leftBehind, "PROCESSING");
            assertThat(job(waiting).path("status").asString()).isEqualTo("PENDING");
        } finally {
            KIE.outcome = KieStub.Outcome::success;
            IntStream.range(0, KIE.creates.size())
                    .forEach(number -> KIE.settle(KIE.taskOfCreate(number), KieStub.Outcome.success()));
        }
        filling.forEach(job -> awaitStatus(job, "COMPLETED"));
        awaitStatus(waiting, "COMPLETED");
        awaitStatus(leftBehind, "COMPLETED");
    }

    /** As the worker does each second; with all slots in use, nothing is taken over yet. */
    private void lookForLeftTasks() {
        claim.requestTakeOver("kie");
        StepVerifier.create(claim.claimIfFree("kie")).expectComplete().verify(LIMIT);
    }
}
