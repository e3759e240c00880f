package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutates valid files at random and reads the results. {@code -Datelier.odd-pictures=100000} sets the number of files,
 * {@code -Datelier.odd-pictures.seed} the seed.
 */
class OddPicturesTest {

    private static final int MUTANTS = Integer.getInteger("atelier.odd-pictures", 3000);
    private static final long SEED = Long.getLong("atelier.odd-pictures.seed", 42);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration MOST_WORK = Duration.ofSeconds(10);
    private static final int MOST_PIXELS = 500_000;

    private final PictureFileReader pictures = new PictureFileReader();

    @Test
    void anOddFileIsAPictureOrAPictureException() {
        List<byte[]> seeds = seeds();
        Random random = new Random(SEED);
        int pictureCount = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
            long start = THREADS.getCurrentThreadCpuTime();
            if (isPicture(mutant, i)) {
                pictureCount++;
            }
            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
                    .as("processor time for mutant %d", i)
                    .isLessThan(MOST_WORK);
        }
        assertThat(pictureCount).isBetween(MUTANTS / 20, MUTANTS * 19 / 20);
    }

    private boolean isPicture(byte[] mutant, int number) {
        try {
            PictureFileHeader header = pictures.inspectFile(mutant);
            if (header.pixelCount() > MOST_PIXELS || header.animated()) {
                return false;
            }
            BufferedImage image = pictures.decodeFile(mutant, 1);
            return DecodedPicture.uprightOf(image, header.orientation()).width() > 0;
        } catch (PictureException e) {
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("mutant " + number + " of seed " + SEED, e);
        }
    }

    private static byte[] mutate(byte[] seed, List<byte[]> seeds, Random random) {
        byte[] mutant = seed.clone();
        for (int hits = random.nextInt(8); hits >= 0; hits--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(7)) {
                case 0 -> mutant[at] = (byte) random.nextInt();
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 4 -> mutant = without(mutant, at, random.nextInt(64));
                case 5 -> mutant = with(mutant, at, slice(seeds.get(random.nextInt(seeds.size())), random));
                default -> mutant[random.nextInt(Math.min(64, mutant.length))] = (byte) random.nextInt();
            }
        }
        return mutant;
    }

    private static byte[] without(byte[] file, int at, int length) {
        int end = Math.min(file.length, at + length);
        byte[] rest = PictureFixtures.concat(Arrays.copyOf(file, at), Arrays.copyOfRange(file, end, file.length));
        return rest.length == 0 ? file : rest;
    }

    private static byte[] with(byte[] file, int at, byte[] addition) {
        return PictureFixtures.concat(Arrays.copyOf(file, at), addition, Arrays.copyOfRange(file, at, file.length));
    }

    private static byte[] slice(byte[] file, Random random) {
        int from = random.nextInt(file.length);
        return Arrays.copyOfRange(file, from, Math.min(file.length, from + random.nextInt(100)));
    }

    private static List<byte[]> seeds() {
        BufferedImage image = PictureFixtures.quarters(96, 80);
        List<byte[]> seeds = new ArrayList<>(List.of(
                PictureFixtures.jpeg(96, 80),
                PictureFixtures.jpegWithExif(image, 6),
                PictureFixtures.png(96, 80),
                PictureFixtures.pngWithExif(image, 6),
                PictureFixtures.transparentPng(96, 80),
                PictureFixtures.animatedPng(96, 80, 1),
                PictureFixtures.webp(),
                PictureFixtures.transparentWebp(),
                PictureFixtures.webpOfOneFrame()));
        for (String name : List.of(
                "icc_p3.png",
                "icc_p3.jpg",
                "cmyk_noadobe_inverted.jpg",
                "pixel_00e1.jpg",
                "samsung_panorama_no_eoi.jpg",
                "webp_flop85.webp")) {
            seeds.add(PictureFixtures.resource("/pictures/cases/" + name));
        }
        return seeds;
    }
}
