package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Reads the files of {@code PicturesFuzzTestInputs}; with {@code JAZZER_FUZZ=1} whatever Jazzer makes of them. */
class PicturesFuzzTest {

    private static final int MOST_PIXELS = 100_000;

    private final Pictures pictures = new Pictures();

    @FuzzTest
    void readsOrRefuses(byte[] file) {
        read(file);
        if (PictureFormat.ofMagic(file) == PictureFormat.PNG) {
            read(PictureFixtures.withRightSums(file)); // else hardly any mutant would pass the walker
        }
    }

    private void read(byte[] file) {
        try {
            PictureHeader header = pictures.inspect(file);
            if (header.pixels() > MOST_PIXELS || header.animated()) {
                return;
            }
            PictureHeader stripped = pictures.inspect(pictures.strip(file));
            assertThat(stripped.width()).isEqualTo(header.width());
            assertThat(stripped.height()).isEqualTo(header.height());
            assertThat(pictures.decode(file, 1).getWidth()).isEqualTo(header.width());
        } catch (PictureException expected) {
            // says that the file is no good
        }
    }
}
