package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobFixtures;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderException.Broken;
import studio.atelier.generation.provider.ProviderException.Unusable;
import studio.atelier.generation.signal.SignalFixtures;
import studio.atelier.generation.task.TaskLease;

class FetchAndStoreImageTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String URL = "https://pictures.example/kite.png";

    private final Job job = JobFixtures.aJob().build();
    private final ProviderAttempt attempt = new ProviderAttempt(
            UUID.randomUUID(),
            job.id(),
            1,
            "fake",
            "fake-1",
            ProviderAttempt.ProviderAttemptState.ACCEPTED,
            "task-1",
            Duration.ZERO);
    private final ImageProvider.FetchedPictureFile picture =
            new ImageProvider.FetchedPictureFile(new byte[] {1}, "image/png");
    private final ImageProvider provider = mock();
    private final GeneratedImages images = mock();
    private final JobRun run = new JobRun(
            new WorkerHeldTask(new ClaimedJob(
                    new TaskLease(job.id(), "fake", job.user(), 1, Instant.EPOCH, null, false), job, true)),
            job,
            new ProviderModelRoute("fake", "fake-1", 0, Map.of(), Map.of()),
            provider,
            SignalFixtures.elapsedWaiter(),
            progressed -> {},
            new AtomicBoolean());
    private final FetchAndStoreImage take = new FetchAndStoreImage(
            images, new JobWorkerMetrics(new SimpleMeterRegistry()), new JitteredBackoff(properties(), noJitter()));

    @Test
    void storesWhatItFetched() {
        when(provider.fetchImage(URL)).thenReturn(Mono.just(picture));

        assertThat(fetch(1)).isEqualTo(new JobRunStep.StoreImageStep(attempt, picture));
    }

    @Test
    void fetchesAgainWhatBrokeOffInsteadOfPayingAgain() {
        when(provider.fetchImage(URL)).thenReturn(Mono.error(() -> new Broken("cut_off", null)));

        assertThat(fetch(1)).isEqualTo(new JobRunStep.FetchImageStep(attempt, URL, 2));
    }

    @Test
    void givesUpADownloadThatBrokeFourTimes() {
        Broken broken = new Broken("cut_off", null);
        when(provider.fetchImage(URL)).thenReturn(Mono.error(broken));

        assertThat(fetch(4)).isEqualTo(new JobRunStep.RecordNotMadeStep(attempt, broken));
    }

    @Test
    void givesUpAtOnceWhatIsOfNoUse() {
        ProviderException tooLarge = new Unusable("too_large", null);
        when(provider.fetchImage(URL)).thenReturn(Mono.error(tooLarge));

        assertThat(fetch(1)).isEqualTo(new JobRunStep.RecordNotMadeStep(attempt, tooLarge));
    }

    @Test
    void storesAgainWhileTheTroubleIsOurs() {
        StoredImage stored =
                new StoredImage(attempt.id(), job.id(), job.user(), "image/png", 1, 1, 1, "00", "00", true);
        AtomicInteger tries = new AtomicInteger();
        when(images.storeImage(any())).thenReturn(Mono.fromSupplier(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("disk full");
            }
            return stored;
        }));

        StepVerifier.withVirtualTime(() -> take.storeImage(run, new JobRunStep.StoreImageStep(attempt, picture)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new JobRunStep.CompleteJobStep(stored))
                .expectComplete()
                .verify(LIMIT);
        assertThat(tries).hasValue(3);
    }

    @Test
    void passesTroubleOfOursOnWhenItStays() {
        when(images.storeImage(any())).thenReturn(Mono.error(() -> new IllegalStateException("disk full")));

        StepVerifier.withVirtualTime(() -> take.storeImage(run, new JobRunStep.StoreImageStep(attempt, picture)))
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorMessage("disk full")
                .verify(LIMIT);
    }

    private JobRunStep fetch(int round) {
        return take.fetchImage(run, new JobRunStep.FetchImageStep(attempt, URL, round))
                .block(LIMIT);
    }

    private static WorkerProperties properties() {
        Duration second = Duration.ofSeconds(1);
        return new WorkerProperties(true, second, 3, second, second, second, second, second);
    }

    private static RandomGenerator noJitter() {
        return () -> 0L;
    }
}
