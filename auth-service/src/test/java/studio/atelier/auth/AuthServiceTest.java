package studio.atelier.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Import;
import studio.atelier.platform.test.TurnableClock;

/** The whole service over HTTP, with a clock that tests set. Used with {@code @AtelierInfrastructure}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "atelier.telegram.bot-token=" + AuthServiceTest.BOT_TOKEN,
            "atelier.auth.user.admin-ids=1001,1002",
            "atelier.auth.signing-key.encryption-key=" + AuthServiceTest.ZEROS
        })
@AutoConfigureWebTestClient(timeout = "20s")
@Import({TurnableClock.class, Client.class, PublishedEvents.class})
public @interface AuthServiceTest {

    String BOT_TOKEN = "42:TEST";

    /** A key of 32 bytes that is obviously not a secret. */
    String ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    /** An operator's Telegram id. */
    long ADMIN = 1001;
}
