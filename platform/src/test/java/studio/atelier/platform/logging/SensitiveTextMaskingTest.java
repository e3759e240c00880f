package studio.atelier.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveTextMaskingTest {

    /** Concatenated, so that secret scanners find no key in this file. */
    private static final String LONG = "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ";

    private static final String HEX = "0123456789abcdef";

    @Test
    void masksTelegramBotTokensEvenWithinAddresses() {
        assertThat(SensitiveTextMasking.maskText("POST https://api.telegram.org/bot123456789:" + LONG + "/sendMessage"))
                .isEqualTo("POST https://api.telegram.org/bot[bot-token]/sendMessage");
    }

    @Test
    void masksInitDataWhateverItsOrder() {
        String hash = HEX.repeat(4);
        String initData =
                "query_id=AAH&user=%7B%22id%22%3A1%2C%22first_name%22%3A%22Ann%22%7D&auth_date=1&hash=" + hash;
        assertThat(SensitiveTextMasking.maskText("got " + initData + " from it"))
                .isEqualTo("got [initData] from it");
        assertThat(SensitiveTextMasking.maskText("hash=" + hash + "&auth_date=1&user=Ann"))
                .isEqualTo("[initData]");
    }

    @Test
    void masksTokensAndPasswords() {
        assertThat(SensitiveTextMasking.maskText("Authorization: Bearer " + LONG))
                .doesNotContain(LONG);
        assertThat(SensitiveTextMasking.maskText("a eyJhbGciOi" + LONG + ".eyJzdWIi" + LONG + "." + LONG + " b"))
                .isEqualTo("a [token] b");
        assertThat(SensitiveTextMasking.maskText("{\"refreshToken\":\"abc.def\",\"x\":1}"))
                .isEqualTo("{\"refreshToken\":\"[masked]\",\"x\":1}");
        assertThat(SensitiveTextMasking.maskText("password=hunter2&next=1")).isEqualTo("password=[masked]&next=1");
        assertThat(SensitiveTextMasking.maskText("image?expires=1&sig=abcdef123"))
                .isEqualTo("image?expires=1&sig=[masked]");
        assertThat(SensitiveTextMasking.maskText("{\\\"refreshToken\\\":\\\"abc.def\\\"}"))
                .doesNotContain("abc.def");
        assertThat(SensitiveTextMasking.maskText("{\"password\":\"three short words\",\"x\":1}"))
                .isEqualTo("{\"password\":\"[masked]\",\"x\":1}");
        assertThat(SensitiveTextMasking.maskText("password=\"never closed")).doesNotContain("never");
    }

    @Test
    void masksWhoLogsInAtAnAddress() {
        assertThat(SensitiveTextMasking.maskText("cannot reach redis://:hunter2@cache:6379/0"))
                .isEqualTo("cannot reach redis://[masked]@cache:6379/0");
        assertThat(SensitiveTextMasking.maskText("r2dbc:postgresql://atelier:hunter2@db/auth"))
                .isEqualTo("r2dbc:postgresql://[masked]@db/auth");
        assertThat(SensitiveTextMasking.maskText("write to help@atelier.example"))
                .isEqualTo("write to help@atelier.example");
    }

    @Test
    void masksATokenThatIsNamedAndNoMore() {
        assertThat(SensitiveTextMasking.maskText("a.b?token=abc&next=1")).isEqualTo("a.b?token=[masked]&next=1");
        assertThat(SensitiveTextMasking.maskText("{\"token\": \"abc\"}")).isEqualTo("{\"token\": \"[masked]\"}");
    }

    @Test
    void masksRandomCharactersWithoutADigit() {
        assertThat(SensitiveTextMasking.maskText("got " + "aB-xYz_q".repeat(6))).isEqualTo("got [token]");
    }

    @Test
    void masksKeysOfProviders() {
        assertThat(SensitiveTextMasking.maskText("with sk-" + LONG)).isEqualTo("with [key]");
        assertThat(SensitiveTextMasking.maskText("shop live_" + LONG + " paid")).isEqualTo("shop [key] paid");
        assertThat(SensitiveTextMasking.maskText("kie says " + HEX + HEX + " is wrong"))
                .isEqualTo("kie says [key] is wrong");
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
        assertThat(SensitiveTextMasking.maskText("call " + number + " now")).isEqualTo("call [phone] now");
    }

    @Test
    void masksCardNumbersButNotEveryLongNumber() {
        assertThat(SensitiveTextMasking.maskText("card 4111 1111 1111 1111 refused"))
                .isEqualTo("card [card] refused");
        assertThat(SensitiveTextMasking.maskText("card 4111111111111111.")).isEqualTo("card [card].");
        assertThat(SensitiveTextMasking.maskText("order 4111111111111112")).isEqualTo("order 4111111111111112");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /cards/4111111111111111 200 in 12 ms, GET /cards/[card] 200 in 12 ms",
        "paid by 4111 1111 1111 1111 200 ms ago, paid by [card] 200 ms ago",
        "200 4111-1111-1111-1111 200, 200 [card] 200",
        "3782 822463 10005 and 5555555555554444, [card] and [card]",
        "card=2200000000000004x, card=[card]x"
    })
    void findsTheCardAmongOtherNumbers(String text, String masked) {
        assertThat(SensitiveTextMasking.maskText(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /users/%2B79123456789 404, GET /users/[phone] 404",
        "GET /users/%2b7%20912%20345-67-89 404, GET /users/[phone] 404",
        "GET /users/%252B79123456789 404, GET /users/[phone] 404",
        "GET /users/%37%39123456789 404, GET /users/[phone] 404",
        "GET /cards/4111%201111%201111%201111 200, GET /cards/[card] 200",
        "x%3Fpassword%3Dhunter2, x?password=[masked]",
        "100% of %zz and %2 are %41 as they were, 100% of %zz and %2 are %41 as they were"
    })
    void readsPercentEscapesBeforeItMasks(String text, String masked) {
        assertThat(SensitiveTextMasking.maskText(text)).isEqualTo(masked);
    }

    @Test
    void masksRefreshTokensAndTicketsThatNothingNames() {
        String refreshToken = "aB3" + LONG.substring(0, 20) + "_-" + LONG.substring(2, 20);
        assertThat(refreshToken).hasSize(43);
        assertThat(SensitiveTextMasking.maskText("GET /api/v1/auth/sessions/" + refreshToken + " 400 in 1 ms"))
                .isEqualTo("GET /api/v1/auth/sessions/[token] 400 in 1 ms");
        assertThat(SensitiveTextMasking.maskText("protocols atelier.v1, " + refreshToken + refreshToken))
                .isEqualTo("protocols atelier.v1, [token]");
    }

    @Test
    void masksTheQueriesOfAddresses() {
        assertThat(SensitiveTextMasking.maskText(
                        "*__checkpoint ⇢ HTTP GET \"/images/1/full?exp=1&sig=abc\" [ExceptionHandlingWebHandler]"))
                .isEqualTo("*__checkpoint ⇢ HTTP GET \"/images/1/full?[query]\" [ExceptionHandlingWebHandler]");
        assertThat(SensitiveTextMasking.maskText(
                        "Request to GET https://kie.ai/look?taskId=1 [DefaultWebClient], and / is root? yes"))
                .isEqualTo("Request to GET https://kie.ai/look?[query] [DefaultWebClient], and / is root? yes");
    }

    @Test
    void leavesNoHalfOfASecretWhereATextIsCut() {
        String masked = SensitiveTextMasking.maskText("x ".repeat(16_380) + "4111111111111111");
        assertThat(masked).doesNotContain("4111").endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at studio.atelier.platform.security.OAuth2ResourceServerAutoConfigurationOfAtelier2.run(OAuth2ResourceServerAutoConfigurationOfAtelier2.java:12)",
                "consumer-billing-service-generation-events-v1-1-01890a5d-ac96-774b-bcce-b302099a8057 joined",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
                "took 1763622000000 200 times"
            })
    void leavesNamesAlone(String text) {
        assertThat(SensitiveTextMasking.maskText(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"took 1763622000000 ms", "user 7123456789", "GET /api/v1/generations 200 in 12 ms", "port 19092"})
    void leavesOrdinaryNumbersAlone(String text) {
        assertThat(SensitiveTextMasking.maskText(text)).isEqualTo(text);
    }

    @Test
    void leavesIdsAlone() {
        String text = "job " + UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057") + " done";
        assertThat(SensitiveTextMasking.maskText(text)).isEqualTo(text);
    }

    @Test
    void takesNoLongerForHostileTexts() {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        SensitiveTextMasking.maskText("a=b&".repeat(100_000));
        SensitiveTextMasking.maskText("1 ".repeat(100_000));
        SensitiveTextMasking.maskText("eyJ".repeat(100_000));
        SensitiveTextMasking.maskText("/?".repeat(100_000));
        SensitiveTextMasking.maskText("a?".repeat(100_000));
        SensitiveTextMasking.maskText("%25".repeat(100_000));
        SensitiveTextMasking.maskText("ticket ".repeat(100_000));
        SensitiveTextMasking.maskText("sig=\"".repeat(100_000));
        SensitiveTextMasking.maskText("sig=\"" + "a".repeat(100_000));
        SensitiveTextMasking.maskText("4-".repeat(100_000));
        SensitiveTextMasking.maskText("4".repeat(100_000));
        SensitiveTextMasking.maskText("aB3-".repeat(100_000));
        SensitiveTextMasking.maskText("+7(".repeat(100_000));
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
