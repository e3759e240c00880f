package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.atelier.auth.initdata.InitDataSigner.anInitData;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class InitDataVerifierTest {

    private static final String TOKEN = "42:TEST";
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final InitDataProperties properties =
            new InitDataProperties(Duration.ofHours(1), Duration.ofSeconds(60), DataSize.ofKilobytes(8), 20);
    private final InitDataVerifier verifier = new InitDataVerifier(
            new HmacCheck(TOKEN),
            new TelegramUserReader(new JsonMapper()),
            properties,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void readsThePersonAndTheDate() {
        InitData read = verifier.verify(
                anInitData().of(279058397, "uk", true).at(NOW.minusSeconds(5)).signedFor(TOKEN));

        assertThat(read.user()).isEqualTo(new TelegramUser(279058397, "Олена", null, "olena", "uk", true));
        assertThat(read.authDate()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void readsNumbersAndFlagsThatComeAsStrings() {
        String user = "{\"id\": \"123456789\", \"first_name\": \"A\", \"is_premium\": \"true\"}";

        InitData read = verifier.verify(anInitData().with("user", user).at(NOW).signedFor(TOKEN));

        assertThat(read.user()).isEqualTo(new TelegramUser(123456789, "A", null, null, null, true));
    }

    @Test
    void takesDataUpToItsGreatestAge() {
        assertThat(verifier.verify(
                        anInitData().at(NOW.minus(properties.maxAge())).signedFor(TOKEN)))
                .isNotNull();
        assertThatThrownBy(() -> verifier.verify(anInitData()
                        .at(NOW.minus(properties.maxAge()).minusSeconds(1))
                        .signedFor(TOKEN)))
                .isInstanceOf(InitDataException.Expired.class);
    }

    @Test
    void allowsForClocksThatDifferALittle() {
        assertThat(verifier.verify(anInitData().at(NOW.plusSeconds(60)).signedFor(TOKEN)))
                .isNotNull();
        assertThatThrownBy(() ->
                        verifier.verify(anInitData().at(NOW.plusSeconds(61)).signedFor(TOKEN)))
                .isInstanceOf(InitDataException.FromFuture.class);
    }

    @Test
    void judgesTheSignatureBeforeTheAge() {
        assertThatThrownBy(() -> verifier.verify(
                        anInitData().at(NOW.minus(Duration.ofDays(9))).signedFor("42:OTHER")))
                .isInstanceOf(InitDataException.SignatureInvalid.class);
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

        assertThat(verifier.verify(rearranged).fingerprint())
                .isEqualTo(verifier.verify(text).fingerprint());
    }

    @Test
    void keepsOutCharactersTheDatabaseCannotHold() {
        String user = "{\"id\":7,\"first_name\":\"A\\u0000B\"}";

        assertThat(verifier.verify(anInitData().at(NOW).with("user", user).signedFor(TOKEN))
                        .user()
                        .firstName())
                .isEqualTo("AB");
    }

    private void assertMalformed(InitDataSigner initData) {
        assertThatThrownBy(() -> verifier.verify(initData.signedFor(TOKEN)))
                .isInstanceOf(InitDataException.Malformed.class);
    }
}
