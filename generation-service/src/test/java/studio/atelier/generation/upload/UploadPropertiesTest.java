package studio.atelier.generation.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

public class UploadPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "max-size, 0B",
        "max-stored-per-user, 4MB",
        "max-in-work, 9MB",
        "max-at-once, 2",
        "least-progress, 6MB",
        "least-progress, -1B",
        "keep-unused, 0s",
        "keep-used, 0s",
        "keep-reserved, -1h",
        "idle-limit, 0s",
        "receive-limit, 9s"
    })
    void namesTheSettingThatIsOutOfBounds(String setting, String value) {
        assertThatThrownBy(() -> with(Map.of("atelier.upload." + setting, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageStartingWith("atelier.upload." + setting + " must be ");
    }

    @ParameterizedTest
    @CsvSource({
        "max-stored-per-user, 5MB",
        "max-in-work, 10MB",
        "max-at-once, 3",
        "least-progress, 0B",
        "least-progress, 5MB",
        "receive-limit, 10s"
    })
    void takesASettingAtItsBound(String setting, String value) {
        assertThatCode(() -> with(Map.of("atelier.upload." + setting, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-pixels", "min-side", "max-unused", "max-in-work-per-user", "max-processing"})
    void takesNoneOfThemForNoBound(String setting) {
        UploadProperties none = with(Map.of("atelier.upload." + setting, "0"));

        try (ValidatorFactory validation = Validation.buildDefaultValidatorFactory()) {
            assertThat(validation.getValidator().validate(none)).hasSize(1);
        }
    }

    @Test
    void startsWithItsDefaults() {
        assertThat(with(Map.of()).maxSize().toMegabytes()).isEqualTo(5);
    }

    public static UploadProperties with(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("atelier.upload", UploadProperties.class);
    }
}
