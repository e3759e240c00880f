package studio.atelier.platform.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupportedLanguageTest {

    @ParameterizedTest
    @CsvSource({"ru,RU", "ru-RU,RU", "uk,UK", "uk-UA,UK", "en,EN", "en-GB,EN", "pt-br,EN", "'',EN", "???,EN", ",EN"})
    void findsTheNearestToTelegrams(@Nullable String tag, SupportedLanguage nearest) {
        assertThat(SupportedLanguage.nearestTo(tag)).isEqualTo(nearest);
    }

    @Test
    void readsItsOwnCodesOnly() {
        assertThat(SupportedLanguage.ofCode("uk")).isEqualTo(SupportedLanguage.UK);
        assertThatThrownBy(() -> SupportedLanguage.ofCode("UK")).isInstanceOf(IllegalArgumentException.class);
    }
}
