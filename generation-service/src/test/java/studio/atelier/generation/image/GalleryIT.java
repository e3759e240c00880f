package studio.atelier.generation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.test.TurnableClock;

@PictureServiceTest
class GalleryIT {

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
    GeneratedImages results;

    @Autowired
    StoredGeneratedImages storedResults;

    @Autowired
    StoredObjects objects;

    @Autowired
    DatabaseClient database;

    @Autowired
    DatabaseTransactions transactions;

    @Autowired
    TransactionalOutbox outbox;

    private final UserId owner = somebody();

    @AfterEach
    void turnBack() {
        clock.turnBack();
    }

    @Test
    void aStoredResultIsServedWhole() {
        StoredImage image = stored(owner, true);
        Picture picture = results.ofJob(image.jobId()).blockFirst(LIMIT);

        byte[] full = http.get()
                .uri(path(picture.url()))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("image/png")
                .expectHeader()
                .contentLength(image.sizeBytes())
                .expectHeader()
                .valueEquals("ETag", '"' + image.sha256() + '"')
                .expectHeader()
                .valueMatches("Cache-Control", "max-age=\\d+, private, immutable")
                .expectHeader()
                .valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .doesNotExist("Content-Disposition")
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(Sha256Hash.computeHex(full)).isEqualTo(image.sha256());

        http.get()
                .uri(path(picture.thumbnailUrl()))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("image/jpeg");
    }

    @Test
    void whoHasAPictureAlreadyIsNotSentItAgain() {
        StoredImage image = stored(owner, false);
        http.get()
                .uri(path(linkOf(image)))
                .header("If-None-Match", '"' + image.sha256() + '"')
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectBody()
                .isEmpty();
    }

    @Test
    void aDownloadHasAName() {
        GalleryItem item = item(owner, stored(owner, false).id());
        http.get()
                .uri(path(item.downloadUrl()))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueMatches(
                        "Content-Disposition",
                        "attachment; filename=\"atelier-\\d{4}-\\d\\d-\\d\\d-[0-9a-f]{8}\\.png\"");
    }

    @Test
    void anExpiredLinkSaysSo() {
        String link = path(linkOf(stored(owner, false)));
        clock.turnBy(Duration.ofMinutes(61));
        http.get()
                .uri(link)
                .header("Accept-Language", "ru")
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("LINK_EXPIRED")
                .jsonPath("$.title")
                .isEqualTo("Срок действия ссылки истёк");
    }

    @Test
    void aLinkOpensNothingElse() {
        String link = path(linkOf(stored(owner, false)));
        StoredImage others = stored(somebody(), false);
        String forged = "/images/" + others.id() + link.substring(link.indexOf("/full"));
        for (String wrong : List.of(
                forged,
                link.replace("/full?", "/thumbnail?"),
                link.replace("/full?", "/download?"),
                link.replace("/full?", "/upload?"),
                link.replace("/full?", "/nonsense?"),
                link.replaceAll("sig=...", "sig=AAA"),
                link.replaceAll("exp=\\d", "exp=9"))) {
            http.get()
                    .uri(wrong)
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("LINK_NOT_FOUND");
        }
        http.get()
                .uri("/images/" + others.id() + "/full")
                .exchange()
                .expectStatus()
                .isBadRequest();
        http.get()
                .uri("/images/nonsense/full?exp=1&kid=1&sig=1")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void aPictureIsShownToItsOwnerOnly() {
        StoredImage image = stored(owner, true);
        assertThat(item(owner, image.id()).watermark()).isTrue();
        assertThat(results.readImage(owner, image.id()).block(LIMIT)).hasSize((int) image.sizeBytes());
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
            call(method, somebody(), "/api/v1/images/" + image.id())
                    .expectStatus()
                    .isNotFound();
        }
        call(HttpMethod.PUT, somebody(), "/api/v1/images/" + image.id() + "/favorite")
                .expectStatus()
                .isNotFound();
        StepVerifier.create(results.findImage(somebody(), image.id()))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(results.readImage(somebody(), image.id()))
                .expectComplete()
                .verify(LIMIT);
        http.get().uri("/api/v1/images").exchange().expectStatus().isUnauthorized();
    }

    @Test
    void pagesThroughAllPicturesNewestFirst() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, stored(owner, false).id());
        }
        stored(somebody(), false);

        List<UUID> seen = new ArrayList<>();
        String cursor = null;
        do {
            GalleryPage page = page(owner, "?limit=3" + (cursor == null ? "" : "&cursor=" + cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            page.items().forEach(item -> seen.add(item.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(seen).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?favorite=x"})
    void refusesANonsensePage(String query) {
        call(HttpMethod.GET, owner, "/api/v1/images" + query).expectStatus().isBadRequest();
    }

    @Test
    void keepsFavourites() {
        StoredImage liked = stored(owner, false);
        stored(owner, false);
        for (int i = 0; i < 2; i++) {
            call(HttpMethod.PUT, owner, "/api/v1/images/" + liked.id() + "/favorite")
                    .expectStatus()
                    .isNoContent();
        }
        assertThat(page(owner, "?favorite=true").items())
                .extracting(GalleryItem::id)
                .containsExactly(liked.id());

        call(HttpMethod.DELETE, owner, "/api/v1/images/" + liked.id() + "/favorite")
                .expectStatus()
                .isNoContent();
        assertThat(page(owner, "?favorite=true").items()).isEmpty();
        assertThat(page(owner, "").items()).hasSize(2);
    }

    @Test
    void aDeletedPictureIsGoneWithItsFiles() {
        StoredImage image = stored(owner, false);
        String link = path(linkOf(image));
        assertThat(store.filesOf(image.id())).hasSize(2);

        call(HttpMethod.DELETE, owner, "/api/v1/images/" + image.id())
                .expectStatus()
                .isNoContent();

        call(HttpMethod.DELETE, owner, "/api/v1/images/" + image.id())
                .expectStatus()
                .isNotFound();
        http.get().uri(link).exchange().expectStatus().isNotFound();
        assertThat(results.ofJob(image.jobId()).collectList().block(LIMIT)).isEmpty();
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).isEmpty();
    }

    @Test
    void oldPicturesGoAndFavouritesStay() {
        StoredImage old = stored(owner, false);
        StoredImage liked = stored(owner, false);
        call(HttpMethod.PUT, owner, "/api/v1/images/" + liked.id() + "/favorite")
                .expectStatus()
                .isNoContent();

        clock.turnBy(Duration.ofDays(91));
        StoredImage fresh = stored(owner, false);
        storedResults.deleteOld().block(LIMIT);
        assertThat(idsInGallery()).containsExactly(fresh.id(), liked.id());
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(old.id())).isEmpty();
        assertThat(store.filesOf(liked.id())).hasSize(2);

        clock.turnBy(Duration.ofDays(640));
        storedResults.deleteOld().block(LIMIT);
        assertThat(idsInGallery()).isEmpty();
    }

    @Test
    void storingAgainGivesTheSameFilesAndOneRow() {
        NewProviderImage result = result(owner, true);
        StoredImage first = results.storeImage(result).block(LIMIT);
        StoredImage second = results.storeImage(result).block(LIMIT);
        assertThat(second).isEqualTo(first);
        record(first);
        record(second);
        assertThat(idsInGallery()).containsExactly(result.imageId());
        assertThat(store.filesOf(result.imageId())).hasSize(2);
    }

    /** A worker presumed dead stores another image under the same id after the first was recorded. */
    @Test
    void aLateWorkerDoesNotWriteOverARecordedPicture() {
        NewProviderImage result = result(owner, false);
        StoredImage recorded = results.storeImage(result).block(LIMIT);
        record(recorded);
        byte[] other = PictureFixtures.png(300, 300);
        StoredImage late = results.storeImage(
                        new NewProviderImage(result.imageId(), result.jobId(), owner, other, "image/png", false))
                .block(LIMIT);
        record(late);
        results.storeImage(result).block(LIMIT);

        clock.turnBy(Duration.ofHours(25));
        objects.removeDue().block(LIMIT);

        assertThat(store.filesOf(result.imageId())).hasSize(2);
        assertThat(Sha256Hash.computeHex(
                        results.readImage(owner, result.imageId()).block(LIMIT)))
                .isEqualTo(recorded.sha256());
    }

    @Test
    void filesThatAreNeverRecordedAreRemoved() {
        NewProviderImage result = result(owner, false);
        StoredImage image = results.storeImage(result).block(LIMIT);
        clock.turnBy(Duration.ofHours(23));
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).hasSize(2);

        clock.turnBy(Duration.ofHours(2));
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).isEmpty();
        StepVerifier.create(transactions.runInTransaction(ImageFixtures.recordImage(database, objects, clock, image)))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
        assertThat(idsInGallery()).isEmpty();
    }

    @Test
    void aRolledBackJobLeavesNoPicture() {
        StoredImage image = results.storeImage(result(owner, false)).block(LIMIT);
        StepVerifier.create(transactions.runInTransaction(ImageFixtures.recordImage(database, objects, clock, image)
                        .then(Mono.error(new IllegalArgumentException("the job was cancelled")))))
                .expectError(IllegalArgumentException.class)
                .verify(LIMIT);
        assertThat(idsInGallery()).isEmpty();
        clock.turnBy(Duration.ofHours(25));
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).isEmpty();
    }

    @Test
    void aMissingFileIsAProblemAndNotHalfAPicture() throws Exception {
        StoredImage image = stored(owner, false);
        Files.delete(store.filesOf(image.id()).stream()
                .filter(file -> file.toString().contains("full"))
                .findFirst()
                .orElseThrow());
        http.get().uri(path(linkOf(image))).exchange().expectStatus().isEqualTo(503);
    }

    @Test
    void manyResultsAtOnceStayWithinTheBudget() {
        List<StoredImage> images = Flux.range(0, 40)
                .flatMap(i -> results.storeImage(result(owner, true)), 40)
                .collectList()
                .block(LIMIT);
        assertThat(images).hasSize(40);
    }

    @Test
    void aBadResultStoresNothing() {
        NewProviderImage bad = new NewProviderImage(
                UuidV7Generator.nextUuid(),
                UuidV7Generator.nextUuid(),
                owner,
                PictureFixtures.ascii("<html>sorry</html>"),
                "image/png",
                false);
        StepVerifier.create(results.storeImage(bad))
                .expectError(ImageRejectedException.class)
                .verify(LIMIT);
        assertThat(store.filesOf(bad.imageId())).isEmpty();
    }

    @Test
    void aPersonWhoAsksIsForgotten() {
        StoredImage image = stored(owner, false);
        StoredImage others = stored(somebody(), false);

        transactions
                .runInTransaction(outbox.appendEvent(new UserErased(owner, clock.instant())))
                .block(LIMIT);

        StepVerifier.create(Flux.interval(Duration.ofMillis(100))
                        .onBackpressureDrop()
                        .concatMap(tick -> results.findImage(owner, image.id()).hasElement())
                        .filter(there -> !there)
                        .next())
                .expectNext(false)
                .expectComplete()
                .verify(LIMIT);
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).isEmpty();
        assertThat(store.filesOf(others.id())).hasSize(2);
    }

    private StoredImage stored(UserId user, boolean watermark) {
        StoredImage image = results.storeImage(result(user, watermark)).block(LIMIT);
        record(image);
        return image;
    }

    private void record(StoredImage image) {
        transactions
                .runInTransaction(ImageFixtures.recordImage(database, objects, clock, image))
                .block(LIMIT);
    }

    private static NewProviderImage result(UserId user, boolean watermark) {
        return new NewProviderImage(
                UuidV7Generator.nextUuid(),
                UuidV7Generator.nextUuid(),
                user,
                PictureFixtures.png(400, 300),
                "image/png",
                watermark);
    }

    private String linkOf(StoredImage image) {
        return results.ofJob(image.jobId()).blockFirst(LIMIT).url();
    }

    private List<UUID> idsInGallery() {
        return page(owner, "").items().stream().map(GalleryItem::id).toList();
    }

    private GalleryPage page(UserId user, String query) {
        return call(HttpMethod.GET, user, "/api/v1/images" + query)
                .expectStatus()
                .isOk()
                .expectBody(GalleryPage.class)
                .returnResult()
                .getResponseBody();
    }

    private GalleryItem item(UserId user, UUID id) {
        return call(HttpMethod.GET, user, "/api/v1/images/" + id)
                .expectStatus()
                .isOk()
                .expectBody(GalleryItem.class)
                .returnResult()
                .getResponseBody();
    }

    private WebTestClient.ResponseSpec call(HttpMethod method, UserId user, String path) {
        return http.method(method)
                .uri(path)
                .headers(headers -> headers.setBearerAuth(people.tokenOf(user)))
                .exchange();
    }

    private static String path(String link) {
        URI uri = URI.create(link);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
