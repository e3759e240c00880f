package studio.atelier.generation.upload.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static studio.atelier.generation.TestPeople.somebody;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.ObjectStoreFixtures;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.generation.upload.UploadPropertiesTest;

class AcceptUserUploadTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] HALF = PictureFixtures.ascii(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n\r\nphoto");
    private static final byte[] END = PictureFixtures.ascii("\r\n--x--");

    @TempDir
    Path directory;

    private final UserId owner = somebody();
    private final UploadProperties properties =
            UploadPropertiesTest.with(Map.of("atelier.upload.max-in-work-per-user", "1"));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ConcurrentUploadLimit inWork = new ConcurrentUploadLimit(properties, meters);
    private final CountDownLatch decodeBegan = new CountDownLatch(1);
    private final Sinks.One<CleanUploadPhoto> decoded = Sinks.one();

    @Test
    void keepsPermitAndFileUntilTheDecodeOfAHungUpClientEnds() throws Exception {
        Disposable client =
                takeUpload().handle(owner, null, request(Flux.just(HALF, END))).subscribe();
        assertThat(decodeBegan.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        client.dispose();

        assertThatThrownBy(() -> inWork.admitUpload(owner, 1))
                .isInstanceOf(UploadException.TooManyUploadsException.class);
        assertThat(directory.resolve("tmp")).isNotEmptyDirectory();
        decoded.tryEmitValue(new CleanUploadPhoto(HALF, "image/jpeg", 1, 1));
        await().atMost(LIMIT).untilAsserted(() -> inWork.admitUpload(owner, 1));
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void endsAtOnceWhenAClientHangsUpWhileItSends() throws Exception {
        Disposable client = takeUpload()
                .handle(owner, null, request(Flux.just(HALF).concatWith(Flux.never())))
                .subscribe();
        assertThatThrownBy(() -> inWork.admitUpload(owner, 1))
                .isInstanceOf(UploadException.TooManyUploadsException.class);

        client.dispose();

        await().atMost(LIMIT).untilAsserted(() -> inWork.admitUpload(owner, 1));
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(decodeBegan.getCount()).isOne();
    }

    @Test
    void countsWhatHasComeAndThatItIsProcessedUntilTheEnd() throws Exception {
        takeUpload().handle(owner, null, request(Flux.just(HALF, END))).subscribe();
        assertThat(decodeBegan.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(gauge("receiving")).isEqualTo("photo".length());
        assertThat(gauge("processing")).isEqualTo(1);
        decoded.tryEmitValue(new CleanUploadPhoto(HALF, "image/jpeg", 1, 1));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(gauge("processing")).isZero());
        assertThat(gauge("receiving")).isZero();
    }

    private double gauge(String name) {
        return meters.get("atelier.upload." + name).gauge().value();
    }

    private AcceptUserUpload takeUpload() throws IOException {
        CleanReceivedFile clean = new CleanReceivedFile(null, null, properties) {
            @Override
            Mono<CleanUploadPhoto> handle(UserId owner, ReceivedUploadFile file) {
                decodeBegan.countDown();
                return decoded.asMono();
            }
        };
        StoreCleanUpload store = new StoreCleanUpload(null, null, null, null, properties, Clock.systemUTC()) {
            @Override
            Mono<Void> refuseUserWithoutRoom(UserId user) {
                return Mono.empty();
            }

            @Override
            Mono<AcceptedUpload> handle(UserId user, UploadRequestKey requestKey, CleanUploadPhoto photo) {
                return Mono.just(new AcceptedUpload(null, false));
            }
        };
        return new AcceptUserUpload(
                inWork,
                ObjectStoreFixtures.temporaryFiles(directory, Clock.systemUTC()),
                new ReceiveUploadFile(properties),
                clean,
                store);
    }

    private static MockServerHttpRequest request(Flux<byte[]> body) {
        return MockServerHttpRequest.post("/api/v1/uploads")
                .contentType(MediaType.parseMediaType("multipart/form-data; boundary=x"))
                .body(body.map(DefaultDataBufferFactory.sharedInstance::wrap));
    }
}
