package studio.atelier.generation.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.upload.receive.StoredUploadResponse;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.test.TurnableClock;

@PictureServiceTest
class UploadIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Autowired
    WebTestClient http;

    @Autowired
    TestPeople people;

    @Autowired
    TurnableClock clock;

    @Autowired
    TestStore store;

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

    @AfterEach
    void turnBack() {
        clock.turnBack();
    }

    static Stream<Arguments> goodFiles() {
        return Stream.of(
                Arguments.of("me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120), "image/jpeg"),
                Arguments.of("blob", "image/jpeg", PictureFixtures.jpeg(160, 120), "image/jpeg"),
                Arguments.of("blob", "application/octet-stream", PictureFixtures.png(160, 120), "image/png"),
                Arguments.of("ME.JPEG", "image/jpeg", PictureFixtures.jpeg(160, 120), "image/jpeg"),
                Arguments.of("me.png", "image/png", PictureFixtures.png(160, 120), "image/png"),
                Arguments.of("cut.png", "image/png", PictureFixtures.transparentPng(160, 120), "image/png"),
                Arguments.of("me.webp", "image/webp", PictureFixtures.webp(), "image/jpeg"),
                Arguments.of("cut.webp", "image/webp", PictureFixtures.transparentWebp(), "image/png"),
                Arguments.of("one.png", "image/png", PictureFixtures.animatedPng(160, 120, 1), "image/png"),
                Arguments.of("one.webp", "image/webp", PictureFixtures.webpOfOneFrame(), "image/jpeg"));
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void takesAPhoto(String name, String type, byte[] file, String storedType) throws IOException {
        StoredUploadResponse upload = upload(somebody(), name, type, file);

        assertThat(upload.contentType()).isEqualTo(storedType);
        assertThat(upload.width()).isEqualTo(160);
        assertThat(upload.height()).isEqualTo(120);
        assertThat(upload.expiresAt()).isAfter(clock.instant().plus(Duration.ofHours(23)));
        byte[] stored = open(upload.url(), storedType);
        assertThat(stored).hasSize((int) upload.sizeBytes());
        assertThat(ImageIO.read(new ByteArrayInputStream(stored)).getWidth()).isEqualTo(160);
        assertThat(store.temporaryFiles()).isEmpty();
    }

    static Stream<Arguments> badFiles() {
        byte[] jpeg = PictureFixtures.jpeg(160, 120);
        byte[] png = PictureFixtures.png(160, 120);
        byte[] html = PictureFixtures.ascii("<html><script>alert(1)</script></html>");
        return Stream.of(
                bad("empty", "me.jpg", "image/jpeg", new byte[0], "UPLOAD_EMPTY", 422),
                bad("text", "notes.txt", "text/plain", html, "UPLOAD_TYPE_NOT_ALLOWED", 415),
                bad("GIF", "me.gif", "image/gif", PictureFixtures.gif(160, 120), "UPLOAD_TYPE_NOT_ALLOWED", 415),
                bad("text as JPEG", "me.jpg", "image/jpeg", html, "UPLOAD_TYPE_MISMATCH", 422),
                bad("GIF as PNG", "me.png", "image/png", PictureFixtures.gif(160, 120), "UPLOAD_TYPE_MISMATCH", 422),
                bad("PNG named JPEG", "me.jpg", "image/png", png, "UPLOAD_TYPE_MISMATCH", 422),
                bad("PNG declared JPEG", "me.png", "image/jpeg", png, "UPLOAD_TYPE_MISMATCH", 422),
                bad("PNG as JPEG", "me.jpg", "image/jpeg", png, "UPLOAD_TYPE_MISMATCH", 422),
                bad("truncated JPEG", "me.jpg", "image/jpeg", half(jpeg), "UPLOAD_NOT_DECODABLE", 422),
                bad("truncated PNG", "me.png", "image/png", half(png), "UPLOAD_NOT_DECODABLE", 422),
                bad(
                        "truncated WebP",
                        "me.webp",
                        "image/webp",
                        half(PictureFixtures.webp()),
                        "UPLOAD_NOT_DECODABLE",
                        422),
                bad(
                        "magic bytes only",
                        "me.jpg",
                        "image/jpeg",
                        PictureFixtures.truncated(jpeg, 4),
                        "UPLOAD_NOT_DECODABLE",
                        422),
                bad(
                        "bomb",
                        "me.png",
                        "image/png",
                        PictureFixtures.pngBomb(50_000, 50_000),
                        "UPLOAD_TOO_MANY_PIXELS",
                        422),
                bad("one pixel row", "me.png", "image/png", PictureFixtures.png(400, 1), "UPLOAD_TOO_SMALL", 422),
                bad("APNG", "me.png", "image/png", PictureFixtures.animatedPng(160, 120), "UPLOAD_ANIMATED", 422),
                bad(
                        "moving WebP",
                        "me.webp",
                        "image/webp",
                        PictureFixtures.animatedWebp(160, 120),
                        "UPLOAD_ANIMATED",
                        422),
                bad("6 MB", "me.jpg", "image/jpeg", PictureFixtures.padded(jpeg, 6 << 20), "UPLOAD_TOO_LARGE", 413),
                bad(
                        "a byte too many",
                        "me.jpg",
                        "image/jpeg",
                        PictureFixtures.padded(jpeg, (5 << 20) + 1),
                        "UPLOAD_TOO_LARGE",
                        413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void refusesABadFile(String what, String name, String type, byte[] file, String code, int status) {
        post(somebody(), form("file", name, type, file))
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.detail")
                .isNotEmpty();
        assertThat(store.temporaryFiles()).isEmpty();
    }

    @Test
    void takesAFileOfExactlyTheLimit() {
        byte[] file = PictureFixtures.padded(PictureFixtures.jpeg(160, 120), 5 << 20);
        assertThat(upload(somebody(), "me.jpg", "image/jpeg", file).width()).isEqualTo(160);
    }

    @ParameterizedTest
    @CsvSource({
        "ru, Анимация не поддерживается",
        "uk, Анімація не підтримується",
        "en, Moving pictures are not supported"
    })
    void namesTheReasonInTheReadersLanguage(String language, String title) {
        http.post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(somebody())))
                .header("Accept-Language", language)
                .bodyValue(form("file", "me.png", "image/png", PictureFixtures.animatedPng(99, 99))
                        .build())
                .exchange()
                .expectBody()
                .jsonPath("$.title")
                .isEqualTo(title);
    }

    @Test
    void wantsExactlyOneFile() {
        MultipartBodyBuilder none = new MultipartBodyBuilder();
        none.part("remark", "no file here");
        post(somebody(), none)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPLOAD_MISSING_FILE");

        byte[] jpeg = PictureFixtures.jpeg(160, 120);
        post(somebody(), form("photo", "me.jpg", "image/jpeg", jpeg))
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPLOAD_MISSING_FILE");

        MultipartBodyBuilder two = form("file", "me.jpg", "image/jpeg", jpeg);
        add(two, "file", "you.jpg", "image/jpeg", jpeg);
        post(somebody(), two)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPLOAD_TOO_MANY_FILES");

        MultipartBodyBuilder withRemark = form("file", "me.jpg", "image/jpeg", jpeg);
        withRemark.part("remark", "this is me");
        post(somebody(), withRemark).expectStatus().isCreated();
    }

    @Test
    void refusesWhatIsNoForm() {
        http.post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(somebody())))
                .contentType(MediaType.IMAGE_JPEG)
                .bodyValue(PictureFixtures.jpeg(160, 120))
                .exchange()
                .expectStatus()
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void storesThePhotoUpright(int orientation) throws IOException {
        BufferedImage stored = PictureFixtures.storedAs(PictureFixtures.quarters(160, 120), orientation);
        StoredUploadResponse upload =
                upload(somebody(), "me.jpg", "image/jpeg", PictureFixtures.jpegWithExif(stored, orientation));

        assertThat(upload.width()).isEqualTo(160);
        assertThat(upload.height()).isEqualTo(120);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(open(upload.url(), "image/jpeg")));
        assertClose(image.getRGB(20, 20), Color.RED);
        assertClose(image.getRGB(140, 20), Color.GREEN);
        assertClose(image.getRGB(20, 100), Color.BLUE);
        assertClose(image.getRGB(140, 100), Color.YELLOW);
    }

    @Test
    void storesNothingThatCameBesideThePixels() throws Exception {
        byte[] file = PictureFixtures.withTrailing(
                PictureFixtures.jpegWithExif(PictureFixtures.quarters(160, 120), 6), "PK\3\4<script>alert(1)</script>");
        assertThat(gpsOf(file)).isTrue();

        StoredUploadResponse upload = upload(somebody(), "me.jpg", "image/jpeg", file);

        byte[] stored = open(upload.url(), "image/jpeg");
        assertThat(gpsOf(stored)).isFalse();
        Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(stored));
        assertThat(metadata.getDirectoriesOfType(ExifDirectoryBase.class)).isEmpty();
        assertThat(PictureFixtures.contains(stored, "<script>")).isFalse();
        assertThat(PictureFixtures.contains(stored, "SpyCamera")).isFalse();
        assertThat(PictureFixtures.contains(stored, "shot at home")).isFalse();
    }

    /** Unusual photos from phones and programs, and the colours that viewers show in their quarters. */
    static Stream<Arguments> oddFiles() {
        List<Color> plain = colours(0xdc2828, 0x28c83c, 0x2846dc, 0xe6d228);
        List<Color> wide = colours(0xf1010e, 0x00cd00, 0x1545e7, 0xecd201);
        List<Color> turned = colours(0x28c83c, 0xdc2828, 0xe6d228, 0x2846dc);
        return Stream.of(
                Arguments.of("base.png", "image/png", plain),
                Arguments.of("samsung_panorama_no_eoi.jpg", "image/jpeg", plain),
                Arguments.of("pixel_00e1.jpg", "image/jpeg", plain),
                Arguments.of("cmyk_noadobe_inverted.jpg", "image/jpeg", plain),
                Arguments.of("icc_p3.jpg", "image/jpeg", wide),
                Arguments.of("icc_p3.png", "image/png", wide),
                Arguments.of("webp_flop85.webp", "image/jpeg", turned));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddFiles")
    void storesAnOddPhotoAsViewersShowIt(String name, String storedType, List<Color> quarters) throws IOException {
        StoredUploadResponse upload = upload(somebody(), name, "application/octet-stream", oddFile(name));

        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(open(upload.url(), storedType)));
        assertThat(stored.getWidth()).isEqualTo(320);
        assertClose(stored.getRGB(80, 60), quarters.get(0));
        assertClose(stored.getRGB(240, 60), quarters.get(1));
        assertClose(stored.getRGB(80, 180), quarters.get(2));
        assertClose(stored.getRGB(240, 180), quarters.get(3));
    }

    @Test
    void aTransparentPhotoStaysTransparent() throws IOException {
        StoredUploadResponse upload = upload(somebody(), "cut.webp", "image/webp", oddFile("wl_alpha_raw.webp"));
        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(open(upload.url(), "image/png")));
        assertThat(stored.getRGB(stored.getWidth() / 4, stored.getHeight() / 4) >>> 24)
                .isEqualTo(74);
    }

    /** A lossy WebP of 62 KB with 24 megapixels, a lossless one of 38 bytes with 40: neither may stop the service. */
    @ParameterizedTest
    @CsvSource({"webp_lossy_24mp_heap.webp, 201", "flat_lossless.webp, 422"})
    void isNotOverwhelmedByASmallFileOfManyPixels(String name, int status) {
        post(somebody(), form("file", name, "image/webp", oddFile(name)))
                .expectStatus()
                .isEqualTo(status);
        assertThat(upload(somebody(), "me.webp", "image/webp", PictureFixtures.webp())
                        .width())
                .isEqualTo(160);
    }

    private static byte[] oddFile(String name) {
        return PictureFixtures.resource("/pictures/cases/" + name);
    }

    private static List<Color> colours(int... rgb) {
        return IntStream.of(rgb).mapToObj(Color::new).toList();
    }

    @Test
    void isOnlyForItsOwner() {
        UserId owner = somebody();
        StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120));

        get(owner, upload.id()).expectStatus().isOk();
        get(somebody(), upload.id()).expectStatus().isNotFound();
        delete(somebody(), upload.id()).expectStatus().isNotFound();
        StepVerifier.create(uploads.findUpload(somebody(), upload.id()))
                .expectComplete()
                .verify(LIMIT);
        http.get()
                .uri("/api/v1/uploads/{id}", upload.id())
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void goesWhenItsOwnerDeletesIt() {
        UserId owner = somebody();
        StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120));
        assertThat(store.filesOf(upload.id())).hasSize(1);

        delete(owner, upload.id()).expectStatus().isNoContent();

        get(owner, upload.id()).expectStatus().isNotFound();
        delete(owner, upload.id()).expectStatus().isNotFound();
        http.get().uri(path(upload.url())).exchange().expectStatus().isNotFound();
        run(objects.removeDue());
        assertThat(store.filesOf(upload.id())).isEmpty();
    }

    @Test
    void expiresAfterADayUnused() {
        UserId owner = somebody();
        StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120));

        clock.turnBy(Duration.ofHours(23));
        run(storedUploads.deleteExpired());
        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT)).isNotNull();

        clock.turnBy(Duration.ofHours(1).plusSeconds(1));
        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT)).isNull();
        run(storedUploads.deleteExpired());
        run(objects.removeDue());
        assertThat(store.filesOf(upload.id())).isEmpty();
    }

    @Test
    void staysWhileAJobNeedsItAndAWeekLonger() {
        UserId owner = somebody();
        UUID job = UUID.randomUUID();
        StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120));
        run(transactions.runInTransaction(reservations.reserveFor(job, List.of(upload.id()))));

        clock.turnBy(Duration.ofHours(48));
        run(storedUploads.deleteExpired());
        Upload kept = uploads.findUpload(owner, upload.id()).block(LIMIT);
        assertThat(kept).isNotNull();
        assertThat(uploads.readUpload(kept).block(LIMIT)).hasSize((int) upload.sizeBytes());
        delete(owner, upload.id())
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPLOAD_IN_USE");

        run(transactions.runInTransaction(reservations.releaseFor(job)));
        clock.turnBy(Duration.ofDays(7).minusHours(1));
        run(storedUploads.deleteExpired());
        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT)).isNotNull();

        clock.turnBy(Duration.ofHours(2));
        run(storedUploads.deleteExpired());
        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT)).isNull();
    }

    @Test
    void goesWithTheLastJobThatItsUserDeletes() {
        UserId owner = somebody();
        UUID job = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(160, 120));
        for (UUID each : List.of(job, other)) {
            run(transactions.runInTransaction(reservations.reserveFor(each, List.of(upload.id()))));
            run(transactions.runInTransaction(reservations.releaseFor(each)));
        }
        clock.turnBy(Duration.ofMinutes(1));

        run(transactions.runInTransaction(uploads.forgetFor(job)));
        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT))
                .as("another job shows it")
                .isNotNull();
        run(transactions.runInTransaction(uploads.forgetFor(other)));

        assertThat(uploads.findUpload(owner, upload.id()).block(LIMIT)).isNull();
        run(storedUploads.deleteExpired());
        run(objects.removeDue());
        assertThat(store.filesOf(upload.id())).isEmpty();
    }

    @RepeatedTest(20)
    void goesWhenItsLastTwoJobsAreDeletedAtTheSameTime() {
        UserId owner = somebody();
        List<UUID> jobs = List.of(UUID.randomUUID(), UUID.randomUUID());
        List<UUID> photos = List.of(
                upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(80, 80))
                        .id(),
                upload(owner, "hat.jpg", "image/jpeg", PictureFixtures.jpeg(80, 80))
                        .id());
        for (UUID job : jobs) {
            run(transactions.runInTransaction(reservations.reserveFor(job, photos)));
            run(transactions.runInTransaction(reservations.releaseFor(job)));
        }

        run(Flux.fromIterable(jobs)
                .flatMap(job -> transactions.runInTransaction(uploads.forgetFor(job)), 2)
                .then());

        assertThat(uploads.listUploads(owner, photos).block(LIMIT)).isEmpty();
    }

    @Test
    void hasALimitOfUnusedPhotosThatAlsoHoldsForManyAtOnce() {
        UserId owner = somebody();
        byte[] file = PictureFixtures.jpeg(80, 80);
        List<Integer> answers = atOnce(
                20,
                () -> post(owner, form("file", "me.jpg", "image/jpeg", file))
                        .returnResult(Void.class)
                        .getStatus()
                        .value());
        assertThat(answers).filteredOn(status -> status == 201).hasSize(12);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(8);

        run(objects.removeDue());
        assertThat(store.temporaryFiles()).isEmpty();
    }

    @Test
    void usedPhotosDoNotCountAgainstTheLimit() {
        UserId owner = somebody();
        IntStream.range(0, 14).forEach(i -> {
            StoredUploadResponse upload = upload(owner, "me.jpg", "image/jpeg", PictureFixtures.jpeg(80, 80));
            run(transactions.runInTransaction(reservations.reserveFor(UUID.randomUUID(), List.of(upload.id()))));
        });
    }

    @Test
    void givesUpOnASenderThatStalls() {
        byte[] start =
                PictureFixtures.ascii("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n"
                        + "Content-Type: image/jpeg\r\n\r\n");
        byte[] piece = PictureFixtures.concat(start, PictureFixtures.jpeg(160, 120));
        http.post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(somebody())))
                .contentType(MediaType.parseMediaType("multipart/form-data;boundary=x"))
                .body(Flux.just(piece).concatWith(Flux.never()), byte[].class)
                .exchange()
                .expectStatus()
                .isEqualTo(408)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPLOAD_TOO_SLOW");
        assertThat(store.temporaryFiles()).isEmpty();
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) {
        Scheduler threads = Schedulers.newBoundedElastic(times, times, "people");
        try {
            return Flux.range(0, times)
                    .flatMap(i -> Mono.fromCallable(call).subscribeOn(threads), times)
                    .collectList()
                    .block(LIMIT);
        } finally {
            threads.dispose();
        }
    }

    private StoredUploadResponse upload(UserId owner, String name, String type, byte[] file) {
        return post(owner, form("file", name, type, file))
                .expectStatus()
                .isCreated()
                .expectBody(StoredUploadResponse.class)
                .returnResult()
                .getResponseBody();
    }

    private WebTestClient.ResponseSpec post(UserId owner, MultipartBodyBuilder form) {
        return http.post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(owner)))
                .bodyValue(form.build())
                .exchange();
    }

    private WebTestClient.ResponseSpec get(UserId owner, UUID id) {
        return http.get()
                .uri("/api/v1/uploads/{id}", id)
                .headers(headers -> headers.setBearerAuth(people.tokenOf(owner)))
                .exchange();
    }

    private WebTestClient.ResponseSpec delete(UserId owner, UUID id) {
        return http.delete()
                .uri("/api/v1/uploads/{id}", id)
                .headers(headers -> headers.setBearerAuth(people.tokenOf(owner)))
                .exchange();
    }

    private byte[] open(String link, String type) {
        return http.get()
                .uri(path(link))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(type)
                .expectBody()
                .returnResult()
                .getResponseBody();
    }

    private static MultipartBodyBuilder form(String part, String name, String type, byte[] file) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        add(form, part, name, type, file);
        return form;
    }

    private static void add(MultipartBodyBuilder form, String part, String name, String type, byte[] file) {
        form.part(part, new ByteArrayResource(file)).filename(name).contentType(MediaType.parseMediaType(type));
    }

    private static <T> void run(Mono<T> work) {
        work.block(LIMIT);
    }

    private static String path(String link) {
        URI uri = URI.create(link);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static boolean gpsOf(byte[] file) throws Exception {
        return ImageMetadataReader.readMetadata(new ByteArrayInputStream(file))
                .containsDirectoryOfType(GpsDirectory.class);
    }

    private static void assertClose(int pixel, Color colour) {
        Color found = new Color(pixel);
        assertThat(Math.abs(found.getRed() - colour.getRed())).isLessThan(30);
        assertThat(Math.abs(found.getGreen() - colour.getGreen())).isLessThan(30);
        assertThat(Math.abs(found.getBlue() - colour.getBlue())).isLessThan(30);
    }

    private static byte[] half(byte[] file) {
        return PictureFixtures.truncated(file, file.length / 2);
    }

    private static Arguments bad(String what, String name, String type, byte[] file, String code, int status) {
        return Arguments.of(what, name, type, file, code, status);
    }
}
