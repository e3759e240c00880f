package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A newcomer tries something on; what they got is theirs, and is still there whatever restarts. */
@WholeStack
class JourneyIT {

    private static final Duration JOB_LIMIT = Duration.ofSeconds(120);
    private static final Duration BACK = Duration.ofMinutes(4);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(200);

    @Test
    void turnsTwoPhotosIntoAPictureAndChargesForItOnce(Stack stack, Sandbox sandbox) throws IOException {
        Person anna = Person.newcomer(stack);
        assertThat(anna.freeActions()).isEqualTo(10);

        Http.Answer admitted = anna.tryOn(sandbox);

        assertThat(admitted.status()).as("%s", admitted).isEqualTo(202);
        assertThat(admitted.json().path("status").asString()).isEqualTo("PENDING");
        assertThat(admitted.json().path("price").asLong()).isEqualTo(2);
        assertThat(admitted.json().path("source").asString()).isEqualTo("free");
        assertThat(admitted.json().path("watermark").asBoolean()).isTrue();
        JsonNode job = anna.ended(admitted.json().path("id").asString(), JOB_LIMIT);
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(job.path("progress").asInt()).isEqualTo(100);
        JsonNode image = job.at("/images/0");
        Http.Answer picture = anna.download(image.path("url").asString());
        assertThat(picture.status()).isEqualTo(200);
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                .isEqualTo(image.path("width").asInt());
        assertThat(new String(picture.body(), StandardCharsets.ISO_8859_1)).contains("trainedAlgorithmicMedia");
        freeActionsSettleAt(anna, 8);
    }

    @Test
    void keepsEverythingWhenEachServiceIsKilled(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        String jobId = anna.tryOn(sandbox).json().path("id").asString();
        anna.ended(jobId, JOB_LIMIT);
        freeActionsSettleAt(anna, 8);

        for (String service : List.of("auth-service", "billing-service", "generation-service", "gateway-service")) {
            stack.kill(service);
        }

        Person back = Await.until(
                "the services to be back",
                BACK,
                PACE,
                () -> Person.login(stack, anna.telegramId()),
                person -> person.get("/api/v1/images").status() == 200 && person.freeActions() == 8);
        JsonNode gallery = back.get("/api/v1/images").json();
        assertThat(gallery.path("items").size()).isEqualTo(1);
        assertThat(back.download(gallery.at("/items/0/url").asString()).status())
                .isEqualTo(200);
    }

    @Test
    void showsNothingOfOnePersonToAnother(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        Person eve = Person.newcomer(stack);
        String upload = anna.upload(sandbox.sample("anna"));
        JsonNode job = anna.ended(anna.tryOn(sandbox).json().path("id").asString(), JOB_LIMIT);
        String image = job.at("/images/0/id").asString();

        assertThat(eve.get("/api/v1/uploads/" + upload).status()).isEqualTo(404);
        assertThat(eve.get("/api/v1/generations/" + job.path("id").asString()).status())
                .isEqualTo(404);
        assertThat(eve.get("/api/v1/images/" + image).status()).isEqualTo(404);
        assertThat(eve.post("/api/v1/generations/" + job.path("id").asString() + "/cancel", null)
                        .status())
                .isEqualTo(404);
        String link = job.at("/images/0/url").asString();
        assertThat(eve.download(link.replaceAll("sig=.", "sig=_")).status()).isEqualTo(404);
    }

    @Test
    void answersStartAndBalanceInTheBot(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        assertThat(anna.freeActions()).isEqualTo(10);

        sandbox.write(anna.telegramId(), "/start");
        sandbox.write(anna.telegramId(), "/balance");

        Await.until(
                "the bot to tell the balance",
                SETTLED,
                PACE,
                () -> sandbox.chat(anna.telegramId()).toString(),
                chat -> chat.contains("10"));
    }

    static void freeActionsSettleAt(Person person, long actions) {
        Await.until("free actions to be " + actions, SETTLED, PACE, person::freeActions, left -> left == actions);
        assertThat(person.balance().at("/held/actions").asLong()).isZero();
    }
}
