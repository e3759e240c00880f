package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.ObjectStoreFixtures;
import studio.atelier.generation.objectstore.TemporaryRequestFiles;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.generation.upload.UploadPropertiesTest;

class ReceiveUploadFileTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration IDLE_LIMIT = Duration.ofMillis(200);
    private static final String FORM =
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n\r\nphoto\r\n--x--";

    @TempDir
    Path directory;

    @Test
    void refusesASenderOfAByteNowAndThen() throws IOException {
        Flux<DataBuffer> slowly = Flux.interval(IDLE_LIMIT.dividedBy(2)).map(i -> buffer(FORM.substring(0, 1)));

        StepVerifier.create(receive(slowly, "1m", onSlowDisk(() -> {})))
                .expectError(UploadException.UploadRefusedException.class)
                .verify(LIMIT);
    }

    @Test
    void refusesASenderWhoStopsBeforeTheEnd() throws IOException {
        Flux<DataBuffer> half = Flux.just(buffer(FORM.substring(0, 70))).concatWith(Flux.never());

        StepVerifier.create(receive(half, "1m", onSlowDisk(() -> {})))
                .expectError(UploadException.UploadRefusedException.class)
                .verify(LIMIT);
    }

    /** Time passes only while the disk writes. */
    @Test
    void waitsLongerForTheDiskThanForTheSender() throws IOException {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        Schedulers.setFactory(new Schedulers.Factory() {
            @Override
            public Scheduler newParallel(int parallelism, ThreadFactory threads) {
                return time;
            }
        });
        try {
            Runnable slow = () -> time.advanceTimeBy(IDLE_LIMIT.multipliedBy(3));
            Flux<DataBuffer> body = Flux.fromArray(FORM.split("(?<=\n)")).map(ReceiveUploadFileTest::buffer);

            StepVerifier.create(receive(body, "10s", onSlowDisk(slow)))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(LIMIT);
            assertThat(time.now(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(3 * IDLE_LIMIT.toMillis());
        } finally {
            Schedulers.resetFactory();
        }
    }

    @Test
    void blamesADiskThatTakesTooLong() throws IOException {
        CompletableFuture<Void> end = new CompletableFuture<>(); // not interruptible, like a disk

        StepVerifier.create(receive(Flux.just(buffer(FORM)), "300ms", onSlowDisk(end::join)))
                .expectError(ObjectStoreException.ObjectStoreUnavailableException.class)
                .verify(LIMIT);
        end.complete(null);
    }

    @Test
    void takesNoMoreFromTheSenderThanMayWaitForTheDisk() throws IOException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicInteger taken = new AtomicInteger();
        Flux<DataBuffer> body = Flux.range(0, 100)
                .hide()
                .doOnNext(i -> taken.incrementAndGet())
                .map(i -> buffer(i == 0 ? FORM.substring(0, FORM.length() - 5) : "photo"));

        StepVerifier.create(receive(body, "300ms", onSlowDisk(end::join)))
                .expectError(ObjectStoreException.ObjectStoreUnavailableException.class)
                .verify(LIMIT);
        end.complete(null);
        assertThat(taken.get()).isBetween(1, 8);
    }

    private static Mono<ReceivedUploadFile> receive(
            Flux<DataBuffer> body, String receiveLimit, TemporaryRequestFiles files) {
        UploadProperties properties = UploadPropertiesTest.with(Map.of(
                "atelier.upload.idle-limit",
                IDLE_LIMIT.toMillis() + "ms",
                "atelier.upload.receive-limit",
                receiveLimit));
        ConcurrentUploadLimit inWork = new ConcurrentUploadLimit(properties, new SimpleMeterRegistry());
        MockServerHttpRequest request = MockServerHttpRequest.post("/api/v1/uploads")
                .contentType(MediaType.parseMediaType("multipart/form-data; boundary=x"))
                .body(body);
        return new ReceiveUploadFile(properties)
                .receiveFile(request, files.nextFile(), inWork.admitUpload(somebody(), -1));
    }

    private TemporaryRequestFiles onSlowDisk(Runnable beforeWrite) throws IOException {
        return ObjectStoreFixtures.temporaryFilesOnSlowDisk(directory, Clock.systemUTC(), beforeWrite);
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(ISO_8859_1));
    }
}
