package studio.atelier.generation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.JobTransitions.JobClaim;
import studio.atelier.generation.provider.ModelProperties.ConfiguredModel;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.provider.ProviderFixtures;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.TaskLease;

/** Which waiting tasks are claimed while a provider's breaker is open. */
class ClaimQueueTasksTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final WorkerIdentity WORKER = WorkerIdentity.ofThisProcess();

    private final ProviderBreakers breakers = mock();
    private final ModelCatalogue catalogue = mock();
    private final JobTransitions transitions = mock();
    private final List<JobClaim> claims = new ArrayList<>();
    private final WorkerHeldTasks held = new WorkerHeldTasks(
            ProviderFixtures.registryOf("kie", "openai"),
            new JobQueueProperties(2, Duration.ofSeconds(30), Duration.ofSeconds(10), Map.of()),
            mock(),
            new SimpleMeterRegistry());
    private final ClaimQueueTasks claim =
            new ClaimQueueTasks(WORKER, held, transitions, breakers, catalogue, mock(), Clock.systemUTC());

    @BeforeEach
    void recordClaims() {
        when(breakers.isClosed(any())).thenReturn(true);
        when(transitions.claimJobs(any()))
                .thenAnswer(call -> Mono.fromSupplier(() -> {
                    claims.add(call.getArgument(0));
                    return List.of();
                }));
        offer(Map.of("with-another", List.of("kie", "openai"), "with-none", List.of("openai", "kie")));
    }

    @Test
    void claimsAllWhileTheBreakerIsClosed() {
        claim();

        assertThat(claims).containsExactly(new JobClaim("kie", WORKER.id(), 2, true, false, null));
    }

    @Test
    void claimsWhatCanTakeAnotherRouteWhileTheBreakerIsOpen() {
        when(breakers.isClosed("kie")).thenReturn(false);

        claim();

        assertThat(claims).containsExactly(new JobClaim("kie", WORKER.id(), 2, true, false, Set.of("with-another")));
    }

    @Test
    void leavesWhatTheOtherProviderCouldNotTakeNow() {
        when(breakers.isClosed("kie")).thenReturn(false);
        fillSlotsOf("openai");

        claim();

        assertThat(claims).isEmpty();
    }

    @Test
    void claimsNothingWhileTheOtherRoutesAreOpenToo() {
        when(breakers.isClosed(any())).thenReturn(false);

        claim();

        assertThat(claims).isEmpty();
    }

    @Test
    void takesOverWhateverTheBreakerSays() {
        when(breakers.isClosed(any())).thenReturn(false);
        claim.requestTakeOver("kie");

        claim();

        assertThat(claims).containsExactly(new JobClaim("kie", WORKER.id(), 2, false, true, Set.of()));
    }

    private void fillSlotsOf(String queue) {
        for (int slot = 0; slot < held.slotsOf(queue); slot++) {
            held.holdTask(new ClaimedJob(
                    new TaskLease(
                            UUID.randomUUID(), queue, new UserId(UUID.randomUUID()), 1, Instant.now(), null, false),
                    null,
                    false));
        }
    }

    private void claim() {
        StepVerifier.create(claim.claimIfFree("kie")).expectComplete().verify(LIMIT);
    }

    private void offer(Map<String, List<String>> providersByModel) {
        Map<String, ConfiguredModel> models = new HashMap<>();
        providersByModel.forEach((model, providers) -> models.put(
                model,
                new ConfiguredModel(
                        Duration.ofSeconds(1),
                        providers.stream()
                                .map(provider -> new ProviderModelRoute(provider, "a-model", 0, Map.of(), Map.of()))
                                .toList())));
        when(catalogue.readModels())
                .thenReturn(Mono.just(new ImageModels(List.of(), models, provider -> true, Set.of())));
    }
}
