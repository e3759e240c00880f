package studio.atelier.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    /** Put together here, so that nothing in this file looks like a key to those who search for keys. */
    private static final String LONG = "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ";

    private static final String HEX = "0123456789abcdef";

    @Test
    void masksTelegramBotTokensEvenWithinAddresses() {
        assertThat(Masking.mask("POST https://api.telegram.org/bot123456789:" + LONG + "/sendMessage"))
                .isEqualTo("POST https://api.telegram.org/bot[bot-token]/sendMessage");
    }

    @Test
    void masksInitDataWhateverItsOrder() {
        String hash = HEX.repeat(4);
        String initData =
                "query_id=AAH&user=%7B%22id%22%3A1%2C%22first_name%22%3A%22Ann%22%7D&auth_date=1&hash=" + hash;
        assertThat(Masking.mask("got " + initData + " from it")).isEqualTo("got [initData] from it");
        assertThat(Masking.mask("hash=" + hash + "&auth_date=1&user=Ann")).isEqualTo("[initData]");
    }

    @Test
    void masksTokensAndPasswords() {
        assertThat(Masking.mask("Authorization: Bearer " + LONG)).doesNotContain(LONG);
        assertThat(Masking.mask("a eyJhbGciOi" + LONG + ".eyJzdWIi" + LONG + "." + LONG + " b"))
                .isEqualTo("a [token] b");
        assertThat(Masking.mask("{\"refreshToken\":\"abc.def\",\"x\":1}"))
                .isEqualTo("{\"refreshToken\":\"[masked]\",\"x\":1}");
        assertThat(Masking.mask("password=hunter2&next=1")).isEqualTo("password=[masked]&next=1");
        assertThat(Masking.mask("image?expires=1&sig=abcdef123")).isEqualTo("image?expires=1&sig=[masked]");
    }

    @Test
    void masksKeysOfProviders() {
        assertThat(Masking.mask("with sk-" + LONG)).isEqualTo("with [key]");
        assertThat(Masking.mask("shop live_" + LONG + " paid")).isEqualTo("shop [key] paid");
        assertThat(Masking.mask("kie says " + HEX + HEX + " is wrong")).isEqualTo("kie says [key] is wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+7 912 345-67-89",
                "+79123456789",
                "89123456789",
                "8 (912) 345-67-89",
                "+380 44 123 45 67",
                "380441234567"
            })
    void masksPhoneNumbers(String number) {
        assertThat(Masking.mask("call " + number + " now")).isEqualTo("call [phone] now");
    }

    @Test
    void masksCardNumbersButNotEveryLongNumber() {
        assertThat(Masking.mask("card 4111 1111 1111 1111 refused")).isEqualTo("card [card] refused");
        assertThat(Masking.mask("card 4111111111111111.")).isEqualTo("card [card].");
        assertThat(Masking.mask("order 4111111111111112")).isEqualTo("order 4111111111111112");
    }

    @ParameterizedTest
    @CsvSource({"took 1763622000000 ms", "user 7123456789", "GET /api/v1/generations 200 in 12 ms", "port 19092"})
    void leavesOrdinaryNumbersAlone(String text) {
        assertThat(Masking.mask(text)).isEqualTo(text);
    }

    @Test
    void leavesIdsAlone() {
        String text = "job " + UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057") + " done";
        assertThat(Masking.mask(text)).isEqualTo(text);
    }

    @Test
    void takesNoLongerForHostileTexts() {
        long start = System.nanoTime();
        Masking.mask("a=b&".repeat(100_000));
        Masking.mask("1 ".repeat(100_000));
        Masking.mask("eyJ".repeat(100_000));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
