package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitDataFormTest {

    private static final int FUZZ_ROUNDS = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&",
                "a",
                "a=1&",
                "=1",
                "a=1&a=1",
                "a=1&%61=2",
                "a=%",
                "a=%4",
                "a=%GG",
                "a=%C3%28",
                "a=%00",
                "a=%1F",
                "a=1%0Ab=2",
                "a%3Db=1",
                "a b=1",
                "ключ=1",
                "{\"initData\":1}"
            })
    void refusesWhatIsNoInitData(String text) {
        assertThatThrownBy(() -> InitDataForm.parse(text)).isInstanceOf(InitDataException.InitDataMalformed.class);
    }

    @Test
    void refusesMorePairsThanAnyInitDataHas() {
        StringBuilder text = new StringBuilder("k=1");
        for (int i = 0; i < 64; i++) {
            text.append("&k").append(i).append("=1");
        }
        assertThatThrownBy(() -> InitDataForm.parse(text.toString()))
                .isInstanceOf(InitDataException.InitDataMalformed.class);
    }

    @Test
    void keepsUnknownKeysAndEmptyValues() {
        assertThat(InitDataForm.parse("z=&new_key=x").dataCheckString(Set.of())).isEqualTo("new_key=x\nz=");
    }

    @Test
    void sortsKeysByBytes() {
        assertThat(InitDataForm.parse("b=1&B=2&_=3&a1=4&a=5").dataCheckString(Set.of()))
                .isEqualTo("B=2\n_=3\na=5\na1=4\nb=1");
    }

    /** Every input is either parsed or refused, without other errors. */
    @Test
    void survivesGarbage() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int round = 0; round < FUZZ_ROUNDS; round++) {
            String text = round % 2 == 0 ? noise(random) : damaged(Vectors.D, random);
            try {
                InitDataForm.parse(text).dataCheckString(Set.of("hash"));
            } catch (InitDataException.InitDataMalformed expected) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + text, e);
            }
        }
    }

    /** Damaged initData never passes for what Telegram signed, unless its meaning is unchanged. */
    @Test
    void neverAcceptsDamagedDataAsSigned() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        HmacSignatureCheck check = new HmacSignatureCheck(Vectors.C_TOKEN);
        String signed = check.signedContent(InitDataForm.parse(Vectors.D));
        for (int round = 0; round < FUZZ_ROUNDS; round++) {
            String text = damaged(Vectors.D, random);
            try {
                assertThat(check.signedContent(InitDataForm.parse(text)))
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(signed);
            } catch (InitDataException refused) {
                continue;
            }
        }
    }

    private static String noise(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(80);
        for (int i = 0; i < length; i++) {
            text.append("&=%+aé\u0000\n😀".charAt(random.nextInt(10)));
        }
        return text.toString();
    }

    private static String damaged(String text, RandomGenerator random) {
        StringBuilder damaged = new StringBuilder(text);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int place = random.nextInt(damaged.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.setCharAt(place, (char) random.nextInt(128));
                case 1 -> damaged.deleteCharAt(place);
                default -> damaged.insert(place, (char) random.nextInt(0xFFFF));
            }
        }
        return damaged.toString();
    }
}
