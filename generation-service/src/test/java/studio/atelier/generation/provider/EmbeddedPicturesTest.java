package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;

class EmbeddedPicturesTest {

    private static final DataSize LARGEST = DataSize.ofBytes(60);

    @ParameterizedTest
    @CsvSource({
        "AQID, application/octet-stream",
        "'data:image/png;base64,AQID', image/png",
        "'DATA:Image/PNG;base64,AQID', image/png",
        "'data:application/octet-stream;base64,AQID', application/octet-stream",
        "'data:;base64,AQID', application/octet-stream"
    })
    void decodesBareBase64AndDataUris(String text, String contentType) {
        FetchedPictureFile file = EmbeddedPictures.decodePicture("p", text, LARGEST);

        assertThat(file.bytes()).containsExactly(1, 2, 3);
        assertThat(file.contentType()).isEqualTo(contentType);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png;base64", "data:image/png,AQID", "AQ ID", "A", "data:image/png;base64,%41"})
    void decodesNothingElse(String text) {
        assertThatExceptionOfType(ProviderException.Unusable.class)
                .isThrownBy(() -> EmbeddedPictures.decodePicture("p", text, LARGEST));
    }

    @Test
    void decodesNoMoreThanTheLimit() {
        String largest = Base64.getEncoder().encodeToString(new byte[60]);
        String tooLarge = Base64.getEncoder().encodeToString(new byte[63]);

        assertThat(EmbeddedPictures.decodePicture("p", largest, LARGEST).bytes())
                .hasSize(60);
        assertThatExceptionOfType(ProviderException.Unusable.class)
                .isThrownBy(() -> EmbeddedPictures.decodePicture("p", tooLarge, LARGEST))
                .withMessage("p_picture_too_large");
    }

    @Test
    void encodesBothWays() {
        InputPictureFile picture = new InputPictureFile(new byte[] {1, 2, 3}, "image/png");

        assertThat(EmbeddedPictures.toBase64(picture)).isEqualTo("AQID");
        assertThat(EmbeddedPictures.toDataUri(picture)).isEqualTo("data:image/png;base64,AQID");
    }
}
