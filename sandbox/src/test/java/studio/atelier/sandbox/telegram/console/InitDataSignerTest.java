package studio.atelier.sandbox.telegram.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;
import studio.atelier.sandbox.SandboxProperties;

class InitDataSignerTest {

    private static final String TOKEN = "42:TEST";

    /** Published vectors A to D: tokens of fictitious bots or revoked ones, from public test suites. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8"
                        + " query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2",
                "7342037359:AAFZehRPBRs8Seg40oDjTMIW8uTGPuW1zfQ"
                        + " user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D&chat_instance=8134722200314281151&chat_type=private&auth_date=1733584787&signature=zL-ucjNyREiHDE8aihFwpfR9aggP2xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2mBrSgEk4maLSdv6MLIlADQ&hash=2174df5b000556d044f3f020384e879c8efcab55ddea2ced4eb752e93e7080d6",
                "42:TEST"
                        + " auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803",
                "42:TEST"
                        + " auth_date=1650385342&user=%7B%22id%22%3A+%22123456789%22%2C+%22first_name%22%3A+%22PlaceholderFirstName%22%2C+%22last_name%22%3A+%22PlaceholderLastName+%5Cud83c%5Cuddfa%5Cud83c%5Cudde6%22%2C+%22username%22%3A+%22Latand%22%2C+%22language_code%22%3A+%22en%22%2C+%22is_premium%22%3A+%22true%22%2C+%22allows_write_to_pm%22%3A+%22true%22%7D&query_id=test&hash=b3c8b293f14ad0f7f0abcf769aea1209a72295d30a87eb0e74df855d32e53bfe",
            })
    void hashesThePublishedVectorsAsTelegramDoes(String token, String raw) throws Exception {
        Map<String, String> fields = fields(raw);
        String published = fields.remove("hash");
        assertThat(InitDataSigner.hash(fields, token)).isEqualTo(published);
    }

    @Test
    void buildsTheMessageThatThePublishedThirdPartySignatureIsMadeOver() throws Exception {
        Map<String, String> fields = fields(
                "auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D" + "&query_id=test");
        String signature = "JQ0JR2tjC65yq_jNZV0wuJVX6J-SWPMV0mprUXG34g-NvxL4RcF1Rz5n4VVo00VRghEUBf5t___uoeb1-jU_Cw";
        String key = "4112765021341e5415e772cd65903f6b94e3ea1c2ab669e6d3e18ee2db00da61";
        assertThat(verifies(key, InitDataSigner.thirdPartyMessage(fields, "42"), signature))
                .isTrue();
    }

    @Test
    void signsSoThatBothTheBotAndAThirdPartyCanCheck() throws Exception {
        InitDataSigner signer = new InitDataSigner(properties());
        Map<String, String> signed =
                fields(signer.sign(Map.of("auth_date", "1", "user", "{\"first_name\":\"Ян + / é\"}"), TOKEN));
        String hash = signed.remove("hash");
        assertThat(hash).isEqualTo(InitDataSigner.hash(signed, TOKEN));
        String signature = String.valueOf(signed.get("signature"));
        byte[] message = InitDataSigner.thirdPartyMessage(signed, "42");
        assertThat(verifies(signer.publicKeyHex(), message, signature)).isTrue();
        assertThat(verifies(signer.publicKeyHex(), "other".getBytes(UTF_8), signature))
                .isFalse();
    }

    @Test
    void keepsItsPublicKeyAcrossRestarts() throws Exception {
        assertThat(new InitDataSigner(properties()).publicKeyHex())
                .hasSize(64)
                .isEqualTo(new InitDataSigner(properties()).publicKeyHex());
    }

    private static boolean verifies(String publicKeyHex, byte[] message, String signature) throws Exception {
        byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100" + publicKeyHex);
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(message);
        return ed25519.verify(Base64.getUrlDecoder().decode(signature));
    }

    private static Map<String, String> fields(String raw) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int at = pair.indexOf('=');
            fields.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), UTF_8));
        }
        return fields;
    }

    private static SandboxProperties properties() {
        SandboxProperties.Keyed anyKey = new SandboxProperties.Keyed("");
        return new SandboxProperties(
                URI.create("http://localhost:1"),
                URI.create("http://localhost:2"),
                new SandboxProperties.Telegram(TOKEN, "bot", List.of(), null, null),
                new SandboxProperties.Kie("k", "", 1, 1),
                anyKey,
                anyKey,
                anyKey,
                new SandboxProperties.A1111(""),
                new SandboxProperties.Replicate("", ""),
                new SandboxProperties.Files(1, DataSize.ofMegabytes(1)));
    }
}
