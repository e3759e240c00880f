package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static studio.atelier.auth.initdata.InitDataSigner.anInitData;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class InitDataVerifierTest {

    private static final String TOKEN = "42:TEST";
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final InitDataProperties properties =
            new InitDataProperties(Duration.ofHours(24), Duration.ofSeconds(60), DataSize.ofKilobytes(8), 60);
    private final InitDataVerifier verifier = new InitDataVerifier(
            new HmacSignatureCheck(TOKEN),
            new TelegramUserReader(new JsonMapper()),
            properties,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void readsThePersonAndTheDate() {
        VerifiedInitData read = verifier.verifyInitData(
                anInitData().of(279058397, "uk", true).at(NOW.minusSeconds(5)).signedFor(TOKEN));

        assertThat(read.user()).isEqualTo(new TelegramUserProfile(279058397, "Олена", null, "olena", "uk", true));
        assertThat(read.authDate()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void readsNumbersAndFlagsThatComeAsStrings() {
        String user = "{\"id\": \"123456789\", \"first_name\": \"A\", \"is_premium\": \"true\"}";

        VerifiedInitData read =
                verifier.verifyInitData(anInitData().with("user", user).at(NOW).signedFor(TOKEN));

        assertThat(read.user()).isEqualTo(new TelegramUserProfile(123456789, "A", null, null, null, true));
    }

    @Test
    void takesDataUpToItsGreatestAge() {
        assertThat(verifier.verifyInitData(
                        anInitData().at(NOW.minus(properties.maxAge())).signedFor(TOKEN)))
                .isNotNull();
        assertThatThrownBy(() -> verifier.verifyInitData(anInitData()
                        .at(NOW.minus(properties.maxAge()).minusSeconds(1))
                        .signedFor(TOKEN)))
                .isInstanceOf(InitDataException.InitDataExpired.class);
    }

    @Test
    void allowsForClocksThatDifferALittle() {
        assertThat(verifier.verifyInitData(anInitData().at(NOW.plusSeconds(60)).signedFor(TOKEN)))
                .isNotNull();
        assertThatThrownBy(() -> verifier.verifyInitData(
                        anInitData().at(NOW.plusSeconds(61)).signedFor(TOKEN)))
                .isInstanceOf(InitDataException.InitDataFromFuture.class);
    }

    @Test
    void judgesTheSignatureBeforeTheAge() {
        assertThatThrownBy(() -> verifier.verifyInitData(
                        anInitData().at(NOW.minus(Duration.ofDays(9))).signedFor("42:OTHER")))
                .isInstanceOf(InitDataException.InitDataSignatureInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-5", "1.5", "99999999999999999999", "١٢٣"})
    void wantsADateInSeconds(String date) {
        assertMalformed(anInitData().with("auth_date", date));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"id\":0}",
                "{\"id\":-1}",
                "{\"id\":1.5}",
                "{\"id\":\"x\"}",
                "{\"id\":1",
                "{\"id\":99999999999999999999}",
                "7"
            })
    void wantsAPerson(String user) {
        assertMalformed(anInitData().at(NOW).with("user", user));
    }

    @Test
    void refusesMoreThanItWouldEverGet() {
        assertMalformed(anInitData().at(NOW).with("start_param", "x".repeat(9000)));
    }

    @Test
    void knowsTheSameDataHoweverItIsArranged() {
        String text = anInitData().at(NOW).signedFor(TOKEN);
        String rearranged = text.substring(text.indexOf('&') + 1) + "&" + text.substring(0, text.indexOf('&'));

        assertThat(verifier.verifyInitData(rearranged).fingerprint())
                .isEqualTo(verifier.verifyInitData(text).fingerprint());
    }

    /** Names as written in JSON strings, and the stored names. */
    static Stream<Arguments> names() {
        return Stream.of(
                arguments("plain", "Vladislav + - ? \\/ = & %", "Vladislav + - ? / = & %"),
                arguments("NUL", "A\\u0000B", "AB"),
                arguments("escaped control characters", "A\\u0001\\bB\\u001b[31m", "AB[31m"),
                arguments("line breaks and tabs", "A\\n B\\tC\\r\\nD\\u2028E", "A B C D E"),
                arguments("U+007F to U+009F as they are", "A\u007FB\u0080C\u009FD", "ABCD"),
                arguments("U+007F to U+009F escaped", "A\\u007fB\\u0080C\\u009fD", "ABCD"),
                arguments("next line, which is white space", "A\u0085B", "A B"),
                arguments("a high surrogate alone", "A\\ud83cB", "AB"),
                arguments("a low surrogate alone", "A\\udde6B", "AB"),
                arguments("surrogates in the wrong order", "A\\udde6\\ud83cB", "AB"),
                arguments("an emoji, escaped and as it is", "\\ud83d\\ude00 \uD83D\uDE00", "\uD83D\uDE00 \uD83D\uDE00"),
                arguments("an emoji of several", "\uD83D\uDC69\u200D\uD83D\uDD2C", "\uD83D\uDC69\u200D\uD83D\uDD2C"),
                arguments("Arabic with its mark", "\u0633\u0644\u0627\u0645\u200F", "\u0633\u0644\u0627\u0645\u200F"),
                arguments("a direction turned round", "\u202EannA\u202C \u2066x\u2069", "annA x"),
                arguments("empty", "", ""),
                arguments("only white space", " \u00A0\\t\u3000", ""),
                arguments("only control characters", "\\u0000\u0081", ""),
                arguments("longer than it may be", "x".repeat(500), "x".repeat(128)),
                arguments("an emoji where it is cut", "x".repeat(127) + "\uD83D\uDE00".repeat(9), "x".repeat(127)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void takesWhateverNameAPersonHas(String what, String inJson, String kept) {
        String user =
                "{\"id\":7,\"first_name\":\"%1$s\",\"last_name\":\"%1$s\",\"username\":\"%1$s\"}".formatted(inJson);

        TelegramUserProfile read = verifier.verifyInitData(
                        anInitData().at(NOW).with("user", user).signedFor(TOKEN))
                .user();

        String keptOrNothing = kept.isEmpty() ? null : kept;
        assertThat(read).isEqualTo(new TelegramUserProfile(7, kept, keptOrNothing, keptOrNothing, null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":7}", "{\"id\":7,\"first_name\":null}", "{\"id\":7,\"first_name\":[]}"})
    void takesAPersonWithoutAName(String user) {
        assertThat(verifier.verifyInitData(
                                anInitData().at(NOW).with("user", user).signedFor(TOKEN))
                        .user()
                        .firstName())
                .isEmpty();
    }

    private void assertMalformed(InitDataSigner initData) {
        assertThatThrownBy(() -> verifier.verifyInitData(initData.signedFor(TOKEN)))
                .isInstanceOf(InitDataException.InitDataMalformed.class);
    }
}
