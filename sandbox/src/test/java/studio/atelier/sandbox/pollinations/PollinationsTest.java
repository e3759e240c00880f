package studio.atelier.sandbox.pollinations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import studio.atelier.sandbox.SandboxClient.Answer;
import studio.atelier.sandbox.provider.ProviderTest;

class PollinationsTest extends ProviderTest {

    private static final String CAR = "red%20car?model=flux&width=320&height=192";

    @Test
    void answersWithAJpegOfThatSize() {
        Answer answer = image(CAR + "&seed=7&safe=privacy,secrets&enhance=false&quality=medium");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(sizeOf(answer.body())).isEqualTo("320x192");
        assertThat(calls("pollinations").at("/items/0/body/prompt").asString()).isEqualTo("red car");
    }

    @Test
    void theSameRequestIsAnsweredFromTheCacheAndBilledOnce() {
        Answer first = image(CAR + "&seed=7");
        assertThat(image("red%20car?height=192&seed=7&width=320&model=flux").body())
                .isEqualTo(first.body());
        assertThat(count("pollinations", "billed")).isEqualTo(1);
        assertThat(count("pollinations", "cached")).isEqualTo(1);
        assertThat(image(CAR + "&seed=8").body()).isNotEqualTo(first.body());
        assertThat(count("pollinations", "billed")).isEqualTo(2);
    }

    @Test
    void aRequestThatTimedOutIsFoundInTheCache() {
        plan("pollinations", "{\"hangMs\":50,\"next\":{\"DONE_BUT_TIMED_OUT\":1}}");
        assertThat(image(CAR).status()).isEqualTo(504);
        assertThat(image(CAR).status()).isEqualTo(200);
        assertThat(count("pollinations", "billed")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"&seed=-1", "&no-cache=true"})
    void isNotCachedWithARandomSeedOrOnRequest(String parameter) {
        image(CAR + parameter);
        image(CAR + parameter);
        assertThat(count("pollinations", "billed")).isEqualTo(2);
    }

    @Test
    void theRateLimitIsAPictureAlwaysOfTheSameBytes() {
        plan("pollinations", "{\"next\":{\"RATE_LIMIT_PICTURE\":2}}");
        Answer car = image(CAR);
        Answer cat = image("a%20cat?seed=5");
        assertThat(car.status()).isEqualTo(200);
        assertThat(car.headers().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(sizeOf(car.body())).isEqualTo("512x512");
        assertThat(cat.body()).isEqualTo(car.body());
        assertThat(count("pollinations", "billed")).isZero();
        assertThat(image(CAR).body()).isNotEqualTo(car.body());
    }

    @Test
    void aFullQueueIsPaymentRequiredInAnotherShape() {
        orderNext("pollinations", "QUEUE_FULL");
        Answer refused = image(CAR);
        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.text("/error")).startsWith("Queue full for IP");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CREDIT, 402, PAYMENT_REQUIRED",
        "UNAUTHORIZED, 401, UNAUTHORIZED",
        "REFUSED, 400, BAD_REQUEST",
        "TOO_MANY_REQUESTS, 429, RATE_LIMITED",
        "UNAVAILABLE, 503, SERVICE_UNAVAILABLE",
        "SERVER_ERROR, 500, INTERNAL_ERROR",
    })
    void refusesOnOrderInItsShape(String fault, int status, String code) {
        orderNext("pollinations", fault);
        Answer refused = image(CAR);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().path("status").asInt()).isEqualTo(status);
        assertThat(refused.json().path("success").asBoolean(true)).isFalse();
        assertThat(refused.text("/error/code")).isEqualTo(code);
        assertThat(refused.text("/error/requestId")).isNotBlank();
        assertThat(refused.json().at("/error/type").asString("none"))
                .isEqualTo(fault.equals("REFUSED") ? "safety_error" : "none");
        assertThat(image(CAR).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "cat?nologo=true, 400",
        "cat?width=wide, 400",
        "cat?seed=2147483648, 400",
        "cat?safe=everything, 400",
        "cat?width=4096, 500",
        "cat?height=0, 500",
        "something%20forbidden, 400",
    })
    void refusesWhatItDoesNotTake(String request, int status) {
        assertThat(image(request).status()).isEqualTo(status);
        assertThat(count("pollinations", "billed")).isZero();
    }

    @Test
    void takesAKeyInTheQueryAndDoesNotRecordIt() {
        assertThat(client.get("/pollinations/image/" + CAR).status()).isEqualTo(401);
        assertThat(client.get("/pollinations/image/" + CAR + "&key=hidden").status())
                .isEqualTo(200);
        assertThat(calls("pollinations").toString()).doesNotContain("hidden");
    }

    @Test
    void takesALongPromptWithSlashesInThePath() {
        String prompt = "%D0%BA%D0%BE%D1%82%2F".repeat(300);
        assertThat(image(prompt + "?width=64&height=64").status()).isEqualTo(200);
        assertThat(calls("pollinations").at("/items/0/body/prompt").asString()).startsWith("кот/кот/");
    }

    @Test
    void editsAPictureByAddress() {
        String address = "http%3A%2F%2Flocalhost%3A" + PORT + "%2Fsandbox%2Fsamples%2Fanna.jpg";
        assertThat(sizeOf(image(CAR + "&image=" + address).body())).isEqualTo("320x192");
        assertThat(image(CAR + "&image=" + address.replace("anna", "nobody")).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "EMPTY_RESULT, image/jpeg, none",
        "UNDECODABLE_PICTURE, image/jpeg, none",
        "WRONG_MIME, text/html, 320x192"
    })
    void deliversWhatIsNoPicture(String fault, String type, String size) {
        orderNext("pollinations", fault);
        Answer answer = image(CAR);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().getContentType()).hasToString(type);
        assertThat(sizeOf(answer.body())).isEqualTo(size);
    }

    private Answer image(String request) {
        return client.withBearer("any").get("/pollinations/image/" + request);
    }
}
