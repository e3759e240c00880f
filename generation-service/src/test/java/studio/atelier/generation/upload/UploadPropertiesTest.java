package studio.atelier.generation.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class UploadPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "max-size, 0B",
        "max-stored-per-user, 4MB",
        "max-in-work, 9MB",
        "max-at-once, 2",
        "least-progress, 6MB",
        "keep-unused, 0s",
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

    @Test
    void startsWithItsDefaults() {
        assertThat(with(Map.of()).maxSize().toMegabytes()).isEqualTo(5);
    }

    static UploadProperties with(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("atelier.upload", UploadProperties.class);
    }
}
