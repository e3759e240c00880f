package studio.atelier.generation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.image.GalleryController.ShareTicketResponse;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.picture.ProvenanceMetadata;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.security.ShareTicketCodec;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;
import studio.atelier.platform.test.TurnableClock;

@PictureServiceTest
class PrepareImageShareIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 5_000_000;

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
    StoredObjects objects;

    @Autowired
    DatabaseClient database;

    @Autowired
    DatabaseTransactions transactions;

    private final UserId owner = somebody();

    @AfterEach
    void turnBack() {
        clock.turnBack();
    }

    @Test
    void aPngIsSharedAsAJpegOfItself() throws IOException {
        StoredImage image = stored(PictureFixtures.png(400, 300));

        byte[] shared = open(ticket(image).photoUrl());

        assertThat(PictureFileFormat.ofMagic(shared)).isEqualTo(PictureFileFormat.JPEG);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(shared));
        assertThat(picture.getWidth()).isEqualTo(400);
        assertThat(picture.getHeight()).isEqualTo(300);
        assertThat(PictureFixtures.contains(shared, ProvenanceMetadata.DIGITAL_SOURCE_TYPE))
                .isTrue();
    }

    @Test
    void aFileTooLargeForTelegramIsMadeSmaller() throws IOException {
        byte[] noise = PictureFixtures.encode(PictureFixtures.noise(1600, 1600, BufferedImage.TYPE_INT_RGB), "png");
        assertThat(noise).hasSizeGreaterThan(MOST_BYTES);

        byte[] shared = open(ticket(stored(noise)).photoUrl());

        assertThat(shared).hasSizeLessThan(MOST_BYTES);
        assertThat(ImageIO.read(new ByteArrayInputStream(shared)).getWidth()).isEqualTo(1600);
    }

    @Test
    void aJpegThatWillDoIsSharedAsItIs() {
        StoredImage image = stored(PictureFixtures.jpeg(400, 300));

        assertThat(Sha256Hash.computeHex(open(ticket(image).photoUrl()))).isEqualTo(image.sha256());
        assertThat(store.filesOf(image.id())).hasSize(2);
    }

    @Test
    void theTicketNamesItsOwnerAndASmallPicture() {
        ShareTicket ticket = ticket(stored(PictureFixtures.png(800, 600)));

        assertThat(ticket.owner()).isEqualTo(owner);
        assertThat(PictureFileFormat.ofMagic(open(ticket.thumbnailUrl()))).isEqualTo(PictureFileFormat.JPEG);
    }

    @Test
    void theLinkOfATicketOpensNothingElse() {
        String link = path(ticket(stored(PictureFixtures.png(400, 300))).photoUrl());

        for (String other : new String[] {"/full?", "/download?", "/thumbnail?", "/upload?"}) {
            http.get()
                    .uri(link.replace("/shared?", other))
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
        clock.turnBy(Duration.ofMinutes(61));
        http.get().uri(link).exchange().expectStatus().isForbidden();
    }

    @Test
    void onlyItsOwnerMayShareAPicture() {
        StoredImage image = stored(PictureFixtures.png(400, 300));

        assertProblem(share(somebody(), image.id()));
        assertProblem(share(owner, UUID.randomUUID()));
        http.post()
                .uri("/api/v1/images/" + image.id() + "/share-ticket")
                .exchange()
                .expectStatus()
                .isUnauthorized();
        assertThat(store.filesOf(image.id())).hasSize(2);
    }

    @Test
    void aDeletedPictureIsNotSharedAnyMore() {
        StoredImage image = stored(PictureFixtures.png(400, 300));
        String link = path(ticket(image).photoUrl());
        assertThat(store.filesOf(image.id())).hasSize(3);

        http.delete()
                .uri("/api/v1/images/" + image.id())
                .headers(headers -> headers.setBearerAuth(people.tokenOf(owner)))
                .exchange()
                .expectStatus()
                .isNoContent();

        assertProblem(share(owner, image.id()));
        http.get().uri(link).exchange().expectStatus().isNotFound();
        objects.removeDue().block(LIMIT);
        assertThat(store.filesOf(image.id())).isEmpty();
    }

    @Test
    void aSharedFileGoesAfterADayAndIsMadeAgain() {
        StoredImage image = stored(PictureFixtures.png(400, 300));
        ticket(image);
        ticket(image);

        clock.turnBy(Duration.ofHours(25));
        objects.removeDue().block(LIMIT);

        assertThat(store.filesOf(image.id())).hasSize(2);
        assertThat(open(ticket(image).photoUrl())).isNotEmpty();
    }

    private StoredImage stored(byte[] bytes) {
        String type = PictureFileFormat.ofMagic(bytes).contentType();
        StoredImage image = results.storeImage(new NewProviderImage(
                        UuidV7Generator.nextUuid(), UuidV7Generator.nextUuid(), owner, bytes, type, false))
                .block(LIMIT);
        transactions
                .runInTransaction(ImageFixtures.recordImage(database, objects, clock, image))
                .block(LIMIT);
        return image;
    }

    private ShareTicket ticket(StoredImage image) {
        String ticket = share(owner, image.id())
                .expectStatus()
                .isOk()
                .expectBody(ShareTicketResponse.class)
                .returnResult()
                .getResponseBody()
                .ticket();
        return new ShareTicketCodec(PictureServiceTest.SHARE_TICKET_KEY, clock)
                .readTicket(ticket)
                .orElseThrow();
    }

    private ResponseSpec share(UserId user, UUID imageId) {
        return http.post()
                .uri("/api/v1/images/" + imageId + "/share-ticket")
                .headers(headers -> headers.setBearerAuth(people.tokenOf(user)))
                .exchange();
    }

    private byte[] open(String link) {
        return http.mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MOST_BYTES))
                .build()
                .get()
                .uri(path(link))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("image/jpeg")
                .expectBody()
                .returnResult()
                .getResponseBody();
    }

    private static void assertProblem(ResponseSpec answer) {
        answer.expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("NOT_FOUND");
    }

    private static String path(String link) {
        URI uri = URI.create(link);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
