package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Reads the files of {@code PicturesFuzzTestInputs}; with {@code JAZZER_FUZZ=1} also Jazzer's mutations of them. */
class PictureFileReaderFuzzTest {

    private static final int MOST_PIXELS = 100_000;

    private final PictureFileReader pictures = new PictureFileReader();

    @FuzzTest
    void readsOrRefuses(byte[] file) {
        read(file);
        if (PictureFileFormat.ofMagic(file) == PictureFileFormat.PNG) {
            read(PictureFixtures.withRightSums(file)); // otherwise hardly any mutant would pass the walker
        }
    }

    private void read(byte[] file) {
        try {
            PictureFileHeader header = pictures.inspectFile(file);
            if (header.pixelCount() > MOST_PIXELS || header.animated()) {
                return;
            }
            PictureFileHeader stripped = pictures.inspectFile(pictures.stripMetadata(file));
            assertThat(stripped.width()).isEqualTo(header.width());
            assertThat(stripped.height()).isEqualTo(header.height());
            assertThat(pictures.decodeFile(file, 1).getWidth()).isEqualTo(header.width());
        } catch (PictureException expected) {
            // reports that the file is invalid
        }
    }
}
