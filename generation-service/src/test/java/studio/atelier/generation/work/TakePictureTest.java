package studio.atelier.generation.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.image.NewResult;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobFixtures;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ModelProperties.Route;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderException.Broken;
import studio.atelier.generation.provider.ProviderException.Unusable;
import studio.atelier.generation.signal.Signals.Wait;
import studio.atelier.generation.signal.Signals.Waiter;
import studio.atelier.generation.task.Lease;

class TakePictureTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String URL = "https://pictures.example/kite.png";

    private final Job job = JobFixtures.aJob().build();
    private final Attempt attempt = new Attempt(
            UUID.randomUUID(), job.id(), 1, "fake", "fake-1", Attempt.State.ACCEPTED, "task-1", Duration.ZERO);
    private final ImageProvider.FetchedPicture picture = new ImageProvider.FetchedPicture(new byte[] {1}, "image/png");
    private final FakeProvider provider = new FakeProvider();
    private final FakeResults results = new FakeResults();
    private final Run run = new Run(
            new HeldTask(new Lease(job.id(), "fake", job.user(), 1, Instant.EPOCH, null, false)),
            job,
            new Route("fake", "fake-1", 0, Map.of()),
            provider,
            new UnwokenWaiter(),
            new AtomicBoolean());
    private final TakePicture take =
            new TakePicture(results, new WorkMetrics(new SimpleMeterRegistry()), new Backoff(properties(), noJitter()));

    @Test
    void storesWhatItFetched() {
        provider.answer = Mono.just(picture);

        assertThat(fetch(1)).isEqualTo(new Next.Store(attempt, picture));
    }

    @Test
    void fetchesAgainWhatBrokeOffInsteadOfPayingAgain() {
        provider.answer = Mono.error(() -> new Broken("cut_off", null));

        assertThat(fetch(1)).isEqualTo(new Next.Fetch(attempt, URL, 2));
    }

    @Test
    void givesUpADownloadThatBrokeFourTimes() {
        Broken broken = new Broken("cut_off", null);
        provider.answer = Mono.error(broken);

        assertThat(fetch(4)).isEqualTo(new Next.NotMade(attempt, broken));
    }

    @Test
    void givesUpAtOnceWhatIsOfNoUse() {
        ProviderException tooLarge = new Unusable("too_large", null);
        provider.answer = Mono.error(tooLarge);

        assertThat(fetch(1)).isEqualTo(new Next.NotMade(attempt, tooLarge));
    }

    @Test
    void storesAgainWhileTheTroubleIsOurs() {
        StoredImage stored =
                new StoredImage(attempt.id(), job.id(), job.user(), "image/png", 1, 1, 1, "00", "00", true);
        AtomicInteger tries = new AtomicInteger();
        results.answer = Mono.fromSupplier(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("disk full");
            }
            return stored;
        });

        StepVerifier.withVirtualTime(() -> take.store(run, new Next.Store(attempt, picture)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new Next.Complete(attempt, stored))
                .expectComplete()
                .verify(LIMIT);
        assertThat(tries).hasValue(3);
    }

    @Test
    void passesTroubleOfOursOnWhenItStays() {
        results.answer = Mono.error(() -> new IllegalStateException("disk full"));

        StepVerifier.withVirtualTime(() -> take.store(run, new Next.Store(attempt, picture)))
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorMessage("disk full")
                .verify(LIMIT);
    }

    private Next fetch(int round) {
        return take.fetch(run, new Next.Fetch(attempt, URL, round)).block(LIMIT);
    }

    private static WorkProperties properties() {
        Duration second = Duration.ofSeconds(1);
        return new WorkProperties(true, second, 3, second, second, second, second, second);
    }

    private static RandomGenerator noJitter() {
        return () -> 0L;
    }

    private static final class FakeProvider implements ImageProvider {

        private Mono<FetchedPicture> answer = Mono.never();

        @Override
        public Mono<FetchedPicture> fetch(String url) {
            return answer;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Mono<List<PreparedInput>> prepare(UUID attemptId, List<InputPicture> inputs) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public Mono<Submission> create(PictureRequest request) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public Mono<Progress> look(String providerTaskId) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public boolean cancels() {
            return false;
        }

        @Override
        public Mono<Boolean> cancel(String providerTaskId) {
            return Mono.error(UnsupportedOperationException::new);
        }
    }

    private static final class FakeResults implements Results {

        private Mono<StoredImage> answer = Mono.never();

        @Override
        public Mono<StoredImage> store(NewResult result) {
            return answer;
        }

        @Override
        public Mono<Void> record(StoredImage image) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public Flux<Picture> ofJob(UUID jobId) {
            return Flux.error(UnsupportedOperationException::new);
        }

        @Override
        public Mono<Picture> find(UserId owner, UUID imageId) {
            return Mono.error(UnsupportedOperationException::new);
        }

        @Override
        public Mono<byte[]> read(UserId owner, UUID imageId) {
            return Mono.error(UnsupportedOperationException::new);
        }
    }

    /** Nobody wakes the run, and no wait takes any time. */
    private static final class UnwokenWaiter implements Waiter {

        @Override
        public Wait arm() {
            return limit -> Mono.empty();
        }

        @Override
        public void close() {}
    }
}
