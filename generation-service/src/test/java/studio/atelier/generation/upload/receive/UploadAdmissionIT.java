package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.upload.StoredUploadRow;
import studio.atelier.generation.upload.StoredUserUploads;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.generation.upload.UploadRepository;
import studio.atelier.generation.upload.UploadReservations;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.test.TurnableClock;

/** Limits on stored and concurrent uploads, and the response to a repeated request. */
@PictureServiceTest
class UploadAdmissionIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final DataSize MAX_BODY = DataSize.ofMegabytes(10);
    private static final byte[] PHOTO = PictureFixtures.jpeg(160, 120);
    private static final byte[] OTHER_PHOTO = PictureFixtures.jpeg(120, 160);

    @Autowired
    WebTestClient http;

    @Autowired
    TestPeople people;

    @Autowired
    TestStore store;

    @Autowired
    TurnableClock clock;

    @Autowired
    ConcurrentUploadLimit inWork;

    @Autowired
    UploadProperties properties;

    @Autowired
    UploadRepository table;

    @Autowired
    UserUploads uploads;

    @Autowired
    UploadReservations reservations;

    @Autowired
    StoredUserUploads storedUploads;

    @Autowired
    StoredObjects objects;

    @Autowired
    DatabaseTransactions transactions;

    @Autowired
    DatabaseClient database;

    @Value("${atelier.object-store.directory}")
    Path directory;

    @LocalServerPort
    int port;

    private final List<ConcurrentUploadLimit.UploadInProgress> permits = new ArrayList<>();

    @AfterEach
    void releasePermits() {
        permits.forEach(ConcurrentUploadLimit.UploadInProgress::releaseRoom);
    }

    @AfterEach
    void turnClockBack() {
        clock.turnBack();
    }

    @Test
    void refusesAUserWithTooManyUploadsAtOnceBeforeTheBodyComes() throws IOException {
        UserId owner = somebody();
        admit(properties.maxInWorkPerUser(), () -> inWork.admitUpload(owner, 1));
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(headOf(owner));
            socket.setSoTimeout((int) LIMIT.toMillis());
            String answer = new String(socket.getInputStream().readNBytes(300), ISO_8859_1);

            assertThat(answer).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after: 3");
        }
        assertProblem(owner, null, PHOTO, 429, "UPLOAD_TOO_MANY_AT_ONCE");
        assertTaken(somebody());

        releasePermits();
        assertTaken(owner);
    }

    @Test
    void refusesEverybodyWhileTheBodiesInWorkAreTooLarge() {
        admit(1, () -> inWork.admitUpload(somebody(), -1));
        permits.getFirst().addReceived((int) properties.maxInWork().toBytes());
        assertUnavailable();

        releasePermits();
        releasePermits();
        assertTaken(somebody());
    }

    @Test
    void refusesEverybodyWhileTooManyAreInWork() {
        admit(properties.maxAtOnce(), () -> inWork.admitUpload(somebody(), 1));
        assertUnavailable();

        releasePermits();
        assertTaken(somebody());
    }

    @Test
    void refusesNobodyForWhatSilentSendersOnlyDeclare() {
        int many = (int) (properties.maxInWork().toBytes() / MAX_BODY.toBytes()) + 1;
        admit(many, () -> inWork.admitUpload(somebody(), MAX_BODY.toBytes()));

        assertTaken(somebody());
    }

    @Test
    void refusesEverybodyWhileTooManyAreBeingProcessed() {
        admit(properties.maxProcessing(), () -> inWork.admitUpload(somebody(), 1));
        assertTaken(somebody());
        permits.forEach(ConcurrentUploadLimit.UploadInProgress::bodyReceived);
        assertUnavailable();

        releasePermits();
        assertTaken(somebody());
    }

    @Test
    void answersARepetitionWithTheFirstUpload() {
        UserId owner = somebody();
        EntityExchangeResult<StoredUploadResponse> first = post(owner, "key-of-a-test", PHOTO);
        EntityExchangeResult<StoredUploadResponse> again = post(owner, "key-of-a-test", PHOTO);

        assertThat(first.getStatus().value()).isEqualTo(201);
        assertThat(first.getResponseHeaders().getFirst(IdempotencyKey.REPLAYED_HEADER))
                .isNull();
        assertThat(again.getStatus().value()).isEqualTo(201);
        assertThat(again.getResponseHeaders().getFirst(IdempotencyKey.REPLAYED_HEADER))
                .isEqualTo("true");
        assertThat(again.getResponseBody().id())
                .isEqualTo(first.getResponseBody().id());
        assertThat(post(somebody(), "key-of-a-test", PHOTO).getResponseBody().id())
                .isNotEqualTo(first.getResponseBody().id());
        assertThat(usage(owner).unused()).isEqualTo(1);
    }

    @Test
    void refusesTheKeyForAnotherFileAndInAWrongForm() {
        UserId owner = somebody();
        post(owner, "key-of-a-test", PHOTO);

        assertProblem(owner, "key-of-a-test", OTHER_PHOTO, 422, "IDEMPOTENCY_KEY_REUSED");
        assertProblem(owner, "short", PHOTO, 400, "IDEMPOTENCY_KEY_INVALID");
    }

    @Test
    void leavesTheKeyFreeWhenTheUploadFails() {
        UserId owner = somebody();
        assertProblem(owner, "key-of-a-test", PictureFixtures.truncated(PHOTO, 200), 422, "UPLOAD_NOT_DECODABLE");

        EntityExchangeResult<StoredUploadResponse> answer = post(owner, "key-of-a-test", PHOTO);

        assertThat(answer.getStatus().value()).isEqualTo(201);
        assertThat(answer.getResponseHeaders().getFirst(IdempotencyKey.REPLAYED_HEADER))
                .isNull();
    }

    @Test
    void makesOneUploadOfRepetitionsAtOnce() {
        UserId owner = somebody();
        objects.removeDue().block(LIMIT);
        long before = filesExpected();
        List<EntityExchangeResult<StoredUploadResponse>> answers = Flux.range(0, 8)
                .flatMap(
                        i -> Mono.fromCallable(() -> post(owner, "key-of-a-test", PHOTO))
                                .subscribeOn(Schedulers.boundedElastic()),
                        8)
                .collectList()
                .block(LIMIT);

        assertThat(answers).allMatch(answer -> answer.getStatus().value() == 201);
        assertThat(answers.stream().map(answer -> answer.getResponseBody().id()).distinct())
                .hasSize(1);
        assertThat(usage(owner).unused()).isEqualTo(1);
        objects.removeDue().block(LIMIT);
        assertThat(filesExpected()).as("files of those that came second").isEqualTo(before);
    }

    @Test
    void refusesARepetitionWhoseUploadWasDeleted() {
        UserId owner = somebody();
        UUID id = post(owner, "key-of-a-test", PHOTO).getResponseBody().id();
        storedUploads.deleteUpload(owner, id).block(LIMIT);

        assertProblem(owner, "key-of-a-test", PHOTO, 409, "UPLOAD_GONE");
    }

    @Test
    void refusesAUserWhosePhotosTakeAllTheirRoom() {
        UserId owner = somebody();
        long limit = properties.maxStoredPerUser().toBytes();
        transactions
                .runInTransaction(table.insertUpload(aPhotoOf(owner, limit)))
                .block(LIMIT);

        assertProblem(owner, null, PHOTO, 409, "UPLOAD_STORAGE_FULL");
    }

    @Test
    void countsTheRoomOfUploadsAtOnce() {
        UserId owner = somebody();
        long one = post(somebody(), null, PHOTO).getResponseBody().sizeBytes();
        long limit = properties.maxStoredPerUser().toBytes();
        transactions
                .runInTransaction(table.insertUpload(aPhotoOf(owner, limit - one - one / 2)))
                .block(LIMIT);

        List<Integer> answers = Flux.range(0, 6)
                .flatMap(
                        i -> Mono.fromCallable(() -> exchange(owner, null, PHOTO)
                                        .returnResult(Void.class)
                                        .getStatus()
                                        .value())
                                .subscribeOn(Schedulers.boundedElastic()),
                        6)
                .collectList()
                .block(LIMIT);

        assertThat(answers).filteredOn(status -> status == 201).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(5);
    }

    /** A job has reserved the upload but not committed yet when its user deletes it. */
    @Test
    void deletesNoPhotoThatAJobIsJustReserving() {
        UserId owner = somebody();
        UUID job = UUID.randomUUID();
        UUID id = post(owner, null, PHOTO).getResponseBody().id();
        Sinks.Empty<Void> commit = Sinks.empty();
        Sinks.Empty<Void> reserved = Sinks.empty();
        Mono<Void> reservation = transactions.runInTransaction(reservations
                .reserveFor(job, List.of(id))
                .doOnSuccess(done -> reserved.tryEmitEmpty())
                .then(commit.asMono()));

        StepVerifier.create(Mono.whenDelayError(
                        reservation,
                        reserved.asMono().then(storedUploads.deleteUpload(owner, id)),
                        reserved.asMono()
                                .then(untilSomebodyWaitsForALock())
                                .doOnSuccess(wait -> commit.tryEmitEmpty())))
                .expectError(UploadException.UploadInUseException.class)
                .verify(LIMIT);
        assertThat(uploads.findUpload(owner, id).block(LIMIT)).isNotNull();
    }

    /** A job has reserved the upload but not committed yet when the scheduled cleanup runs. */
    @Test
    void deletesNoExpiredPhotoThatAJobIsJustReserving() {
        UserId owner = somebody();
        UUID id = post(owner, null, PHOTO).getResponseBody().id();
        Sinks.Empty<Void> commit = Sinks.empty();
        Sinks.Empty<Void> reserved = Sinks.empty();
        Mono<Void> reservation = transactions.runInTransaction(reservations
                .reserveFor(UUID.randomUUID(), List.of(id))
                .doOnSuccess(done -> reserved.tryEmitEmpty())
                .then(commit.asMono()));
        Mono<List<UUID>> deletion = Mono.fromRunnable(() -> clock.turnBy(Duration.ofHours(25)))
                .then(Mono.defer(() ->
                        transactions.runInTransaction(table.deleteExpired(100).collectList())))
                .doOnTerminate(commit::tryEmitEmpty);

        StepVerifier.create(Mono.zip(
                        reservation.thenReturn(true),
                        reserved.asMono().then(deletion),
                        (done, deleted) -> deleted.contains(id)))
                .expectNext(false)
                .expectComplete()
                .verify(LIMIT);
        assertThat(uploads.findUpload(owner, id).block(LIMIT)).isNotNull();
    }

    /** The upload that is first on the disk and expires first has the higher id. */
    @Test
    void deletesAUsersPhotosWhileAJobReservesOneAfterTheOther() {
        UserId owner = somebody();
        StoredUploadRow low = aPhotoOf(owner, 1);
        StoredUploadRow high = new StoredUploadRow(
                aPhotoOf(owner, 1).upload(), "00", clock.instant().plusSeconds(60));
        transactions
                .runInTransaction(table.insertUpload(high).then(table.insertUpload(low)))
                .block(LIMIT);
        UUID job = UUID.randomUUID();
        Sinks.Empty<Void> reserved = Sinks.empty();
        Mono<Void> reservation = transactions.runInTransaction(reservations
                .reserveFor(job, List.of(low.upload().id()))
                .doOnSuccess(done -> reserved.tryEmitEmpty())
                .then(untilSomebodyWaitsForALock())
                .then(reservations.reserveFor(job, List.of(high.upload().id())))
                .then());
        Mono<List<UUID>> deletion = Mono.defer(
                () -> transactions.runInTransaction(table.deleteAllOf(owner).collectList()));

        StepVerifier.create(Mono.zip(
                        reservation.thenReturn(true),
                        reserved.asMono().then(deletion),
                        (done, deleted) -> deleted.size()))
                .expectNext(2)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void answersUnavailableWhenTheDiskFails() throws IOException {
        Path temporary = directory.resolve("tmp");
        Files.delete(temporary);
        try {
            assertUnavailable();
        } finally {
            Files.createDirectory(temporary);
        }
        assertThat(store.temporaryFiles()).isEmpty();
    }

    private Mono<Boolean> untilSomebodyWaitsForALock() {
        return database.sql(
                        "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')")
                .mapValue(Boolean.class)
                .one()
                .repeat()
                .filter(waits -> waits)
                .next();
    }

    private long filesExpected() {
        return database.sql("select count(*) from stored_object where state <> 'KEPT'")
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
    }

    private UploadRepository.UploadStorageUsage usage(UserId owner) {
        return table.findUsage(owner).block(LIMIT);
    }

    private StoredUploadRow aPhotoOf(UserId owner, long sizeBytes) {
        Upload upload = new Upload(UuidV7Generator.nextUuid(), owner, "image/jpeg", 160, 120, sizeBytes);
        return new StoredUploadRow(upload, "00", clock.instant().plus(Duration.ofDays(1)));
    }

    private void admit(int times, Supplier<ConcurrentUploadLimit.UploadInProgress> admit) {
        for (int i = 0; i < times; i++) {
            permits.add(admit.get());
        }
    }

    private byte[] headOf(UserId owner) {
        return ("POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + people.tokenOf(owner)
                        + "\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private void assertUnavailable() {
        exchange(somebody(), null, PHOTO)
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists(HttpHeaders.RETRY_AFTER);
    }

    private void assertTaken(UserId owner) {
        assertThat(post(owner, null, PHOTO).getStatus().value()).isEqualTo(201);
    }

    private void assertProblem(UserId owner, String key, byte[] file, int status, String code) {
        exchange(owner, key, file)
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.detail")
                .isNotEmpty();
    }

    private EntityExchangeResult<StoredUploadResponse> post(UserId owner, String key, byte[] file) {
        return exchange(owner, key, file).expectBody(StoredUploadResponse.class).returnResult();
    }

    private WebTestClient.ResponseSpec exchange(UserId owner, String key, byte[] file) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("file", new ByteArrayResource(file)).filename("me.jpg");
        return http.post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(owner)))
                .headers(headers -> {
                    if (key != null) {
                        headers.set(IdempotencyKey.HEADER, key);
                    }
                })
                .bodyValue(form.build())
                .exchange();
    }
}
