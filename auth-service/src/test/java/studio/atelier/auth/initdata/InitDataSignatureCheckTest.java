package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InitDataSignatureCheckTest {

    @Test
    void acceptsTheDataOfAGoImplementation() {
        assertThat(byHmac(Vectors.A_TOKEN, Vectors.A)).startsWith("auth_date=1662771648\nquery_id=");
    }

    @Test
    void keepsTheSignatureAmongWhatTheHmacCovers() {
        assertThat(byHmac(Vectors.B_TOKEN, Vectors.B)).contains("\nsignature=zL-ucj");
        assertRefused(() -> byHmac(Vectors.B_TOKEN, Vectors.B.replaceFirst("&signature=[^&]*", "")));
    }

    @Test
    void acceptsTelegramsProductionSignature() {
        assertThat(byEd25519(Vectors.B_BOT, Vectors.PRODUCTION_KEY, Vectors.B)).doesNotContain("signature=");
    }

    @Test
    void refusesASignatureForAnotherBot() {
        assertThat(byHmac(Vectors.C_TOKEN, Vectors.C)).isNotEmpty();
        assertRefused(() -> byHmac("42:INVALID", Vectors.C));
        assertRefused(() -> byEd25519(Vectors.B_BOT + 1, Vectors.PRODUCTION_KEY, Vectors.B));
    }

    @Test
    void readsAPlusAsASpaceAndLeavesEscapesAlone() {
        assertThat(byHmac(Vectors.C_TOKEN, Vectors.D)).contains("PlaceholderLastName \\ud83c\\uddfa");
    }

    @Test
    void acceptsASignatureOfAnotherKeyOnlyWithThatKey() {
        assertThat(byEd25519(Vectors.E_BOT, Vectors.E_KEY, Vectors.E)).isNotEmpty();
        assertRefused(() -> byEd25519(Vectors.E_BOT, Vectors.PRODUCTION_KEY, Vectors.E));
    }

    @Test
    void refusesASignatureWithOneLetterChanged() {
        assertRefused(() -> byEd25519(Vectors.E_BOT, Vectors.E_KEY, Vectors.E.replace("-jU_Cw", "-j1U_w")));
    }

    @Test
    void refusesAnyChangeOfWhatWasSigned() {
        assertRefused(() -> byHmac(Vectors.A_TOKEN, Vectors.A.replace("279058397", "279058398")));
        assertRefused(() -> byHmac(Vectors.A_TOKEN, Vectors.A + "&extra=1"));
        assertRefused(() -> byHmac(Vectors.A_TOKEN, Vectors.A.replace("query_id=AAHdF6IQAAAAAN0XohDhrOrc&", "")));
    }

    @Test
    void doesNotCareAboutTheOrderOfPairs() {
        String[] pairs = Vectors.A.split("&");
        assertThat(byHmac(Vectors.A_TOKEN, String.join("&", pairs[3], pairs[1], pairs[0], pairs[2])))
                .isEqualTo(byHmac(Vectors.A_TOKEN, Vectors.A));
    }

    @Test
    void wantsAProof() {
        assertThatThrownBy(() -> byHmac(Vectors.A_TOKEN, "auth_date=1&user=%7B%7D"))
                .isInstanceOf(InitDataException.InitDataMalformed.class);
        assertThatThrownBy(() -> byEd25519(42, Vectors.E_KEY, Vectors.C))
                .isInstanceOf(InitDataException.InitDataMalformed.class);
        assertThatThrownBy(() -> byEd25519(42, Vectors.E_KEY, Vectors.C + "&signature=AAAA"))
                .isInstanceOf(InitDataException.InitDataMalformed.class);
    }

    private static String byHmac(String token, String text) {
        return new HmacSignatureCheck(token).signedContent(InitDataForm.parse(text));
    }

    private static String byEd25519(long bot, String key, String text) {
        return new Ed25519SignatureCheck(bot, key).signedContent(InitDataForm.parse(text));
    }

    private static void assertRefused(ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOf(InitDataException.InitDataSignatureInvalid.class);
    }
}
