package studio.atelier.sandbox.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicateSignatureTest {

    @Test
    void signsAsThePublishedExample() {
        String secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        String body = "{\"test\": 2432232314}";
        assertThat(ReplicateSignature.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body.getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theSecretBelongsToTheAccount() {
        assertThat(ReplicateSignature.secretFor("a")).startsWith("whsec_").isEqualTo(ReplicateSignature.secretFor("a"));
        assertThat(ReplicateSignature.secretFor("b")).isNotEqualTo(ReplicateSignature.secretFor("a"));
    }
}
