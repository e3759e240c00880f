package studio.atelier.generation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import studio.atelier.generation.upload.UploadReservations;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TurnableClock;

/** The image and upload features over HTTP, with real servers and a settable clock; no jobs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@AtelierInfrastructure
@SpringBootTest(
        classes = PictureServiceTest.Features.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "atelier.object-store.directory=target/objects-of-pictures",
            "atelier.kie.api-key=not-called",
            "atelier.link.key=a-key-for-tests-that-is-long-enough",
            "atelier.share.ticket-key=" + PictureServiceTest.SHARE_TICKET_KEY,
            "atelier.upload.max-unused=12",
            "atelier.upload.max-in-work-per-user=20",
            "atelier.upload.max-processing=40",
            "atelier.upload.max-in-work=400MB",
            "atelier.upload.max-stored-per-user=40MB",
            "atelier.upload.idle-limit=1s"
        })
@AutoConfigureWebTestClient(timeout = "20s")
@Import({TurnableClock.class, TestPeople.class, TestStore.class, UploadReservations.class})
public @interface PictureServiceTest {

    /** Signs share tickets. */
    String SHARE_TICKET_KEY = "a-key-for-the-share-tickets-of-tests";

    @EnableAutoConfiguration
    @ComponentScan({
        "studio.atelier.generation.erasure",
        "studio.atelier.generation.image",
        "studio.atelier.generation.link",
        "studio.atelier.generation.objectstore",
        "studio.atelier.generation.picture",
        "studio.atelier.generation.upload"
    })
    @ConfigurationPropertiesScan({
        "studio.atelier.generation.image",
        "studio.atelier.generation.link",
        "studio.atelier.generation.objectstore",
        "studio.atelier.generation.picture",
        "studio.atelier.generation.upload"
    })
    class Features {}
}
