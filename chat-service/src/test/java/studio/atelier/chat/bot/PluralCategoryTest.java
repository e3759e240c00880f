package studio.atelier.chat.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.language.SupportedLanguage;

class PluralCategoryTest {

    @ParameterizedTest
    @CsvSource({
        "EN,0,MANY",
        "EN,1,ONE",
        "EN,2,MANY",
        "EN,21,MANY",
        "RU,0,MANY",
        "RU,1,ONE",
        "RU,2,FEW",
        "RU,4,FEW",
        "RU,5,MANY",
        "RU,11,MANY",
        "RU,12,MANY",
        "RU,14,MANY",
        "RU,21,ONE",
        "RU,22,FEW",
        "RU,100,MANY",
        "RU,101,ONE",
        "RU,111,MANY",
        "RU,1003,FEW",
        "UK,1,ONE",
        "UK,3,FEW",
        "UK,13,MANY",
        "UK,31,ONE"
    })
    void picksTheFormOfTheNoun(SupportedLanguage language, long number, PluralCategory form) {
        assertThat(PluralCategory.of(language, number)).isEqualTo(form);
    }
}
