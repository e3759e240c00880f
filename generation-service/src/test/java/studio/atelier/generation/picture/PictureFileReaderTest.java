package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static studio.atelier.generation.picture.PictureFixtures.contains;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.generation.picture.capacity.PictureProperties;

class PictureFileReaderTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final PictureFileReader pictures = new PictureFileReader();

    static Stream<Named<byte[]>> goodFiles() {
        BufferedImage image = PictureFixtures.quarters(160, 120);
        return Stream.of(
                Named.of("JPEG", PictureFixtures.jpeg(160, 120)),
                Named.of("JPEG with EXIF", PictureFixtures.jpegWithExif(image, 1)),
                Named.of("PNG", PictureFixtures.png(160, 120)),
                Named.of("PNG with EXIF", PictureFixtures.pngWithExif(image, 1)),
                Named.of("transparent PNG", PictureFixtures.transparentPng(160, 120)),
                Named.of("WebP", PictureFixtures.webp()),
                Named.of("transparent WebP", PictureFixtures.transparentWebp()));
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void readsTheSizeWithoutDecoding(byte[] file) {
        PictureFileHeader header = pictures.inspectFile(file);
        assertThat(header.width()).isEqualTo(160);
        assertThat(header.height()).isEqualTo(120);
        assertThat(header.animated()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void decodesWhatItInspected(byte[] file) {
        BufferedImage image = pictures.decodeFile(file, 1);
        assertThat(image.getWidth()).isEqualTo(160);
        assertThat(image.getHeight()).isEqualTo(120);
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void refusesEveryTruncation(byte[] file) {
        IntStream.iterate(8, length -> length < file.length, length -> length + 1 + file.length / 200)
                .forEach(length -> assertThatThrownBy(
                                () -> pictures.decodeFile(PictureFixtures.truncated(file, length), 1))
                        .as("the first %d of %d bytes", length, file.length)
                        .isInstanceOf(PictureException.class));
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void damageIsAPictureExceptionOrAPicture(byte[] file) {
        Random random = new Random(42);
        for (int round = 0; round < 150; round++) {
            byte[] damaged = file.clone();
            for (int hit = 0; hit <= round % 5; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertOnlyPictureException(damaged);
        }
    }

    private void assertOnlyPictureException(byte[] damaged) {
        assertThatCode(() -> {
                    try {
                        if (pictures.inspectFile(damaged).pixelCount() < 1_000_000) {
                            pictures.decodeFile(damaged, 1);
                        }
                    } catch (PictureException expected) {
                        // reports that the file is invalid
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aColourBroughtByABrowserIsReadRight() {
        BufferedImage image = pictures.decodeFile(PictureFixtures.webp(), 1);
        int pixel = PictureFixtures.pixelsOf(DecodedPicture.uprightOf(image, 1)).getRGB(20, 20);
        assertThat(pixel >> 16 & 0xff).isGreaterThan(230);
        assertThat(pixel >> 8 & 0xff).isLessThan(25);
        assertThat(pixel & 0xff).isLessThan(25);
    }

    @Test
    void readsTheSizeOfAPictureTooLargeToDecode() {
        byte[] bomb = PictureFixtures.pngBomb(50_000, 50_000);
        assertThat(bomb.length).isLessThan(10_000);
        assertThat(pictures.inspectFile(bomb).pixelCount()).isEqualTo(2_500_000_000L);
    }

    @Test
    void aPictureWithFewerRowsThanPromisedIsRefused() {
        byte[] short_ = PictureFixtures.pngBomb(2000, 2000); // has rows for a third of it
        assertThatThrownBy(() -> pictures.decodeFile(short_, 1)).isInstanceOf(PictureException.class);
    }

    @Test
    void aChunkWithAWrongCheckSumIsRefused() {
        byte[] file = PictureFixtures.png(160, 120);
        file[file.length - 1] ^= 1; // the checksum of IEND, which a decoder does not check
        assertThatThrownBy(() -> pictures.inspectFile(file)).isInstanceOf(PictureException.class);
    }

    @Test
    void aWrongCheckSumOfAChunkThatThePictureDoesNotNeedIsPassedOver() {
        byte[] file = PictureFixtures.pngWithExif(PictureFixtures.quarters(160, 120), 6);
        file[new String(file, StandardCharsets.ISO_8859_1).indexOf("eXIf") + 20] ^= 1;
        assertThat(pictures.inspectFile(file).orientation()).isEqualTo(1);
        assertThat(pictures.decodeFile(file, 1).getWidth()).isEqualTo(160);
    }

    @Test
    void anAnimationOfOneFrameIsAStillPicture() {
        for (byte[] file : List.of(PictureFixtures.animatedPng(160, 120, 1), PictureFixtures.webpOfOneFrame())) {
            assertThat(pictures.inspectFile(file).animated()).isFalse();
            assertThat(pictures.decodeFile(file, 1).getWidth()).isEqualTo(160);
        }
    }

    /** The colours in the middle of the four quarters, as drawn in the cases. */
    static Stream<Arguments> cases() {
        int[][] plain = {{220, 40, 40}, {40, 200, 60}, {40, 70, 220}, {230, 210, 40}};
        int[][] p3 = {{241, 1, 14}, {0, 205, 0}, {21, 69, 231}, {236, 210, 1}};
        return Stream.of(
                Arguments.of("base.png", plain),
                Arguments.of("samsung_panorama_no_eoi.jpg", plain),
                Arguments.of("pixel_00e1.jpg", plain),
                Arguments.of("cmyk_noadobe_inverted.jpg", plain),
                Arguments.of("icc_p3.jpg", p3),
                Arguments.of("icc_p3.png", p3),
                Arguments.of(
                        "webp_flop85.webp", new int[][] {{40, 200, 60}, {220, 40, 40}, {230, 210, 40}, {40, 70, 220}}));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsColoursAsTheyWereMeant(String name, int[][] expected) {
        byte[] file = PictureFixtures.resource("/pictures/cases/" + name);
        BufferedImage image = pictures.decodeFile(file, 1);
        List<Integer> found = middles(image);
        for (int i = 0; i < expected.length; i++) {
            assertClose(found.get(i), expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webp_lossy_24mp_heap.webp", "flat_lossless.webp"})
    void aPictureThatTheHeapCannotHoldIsNotRead(String name) {
        DecodingCapacity budget = new DecodingCapacity(
                new PictureProperties(DataSize.ofMegabytes(198), LIMIT, 8, LIMIT), new SimpleMeterRegistry());
        try {
            PictureFileHeader header = pictures.inspectFile(PictureFixtures.resource("/pictures/cases/" + name));
            assertThat(budget.coarsenessFor(header)).isZero();
            assertThat(budget.pixelsThatFit(header)).isGreaterThan(5_000_000);
        } finally {
            budget.destroy();
        }
    }

    /** A PNG's colour chunks, in ascending precedence, and the colour that 220, 40, 40 then means. */
    static Stream<Arguments> coloursOfPng() {
        byte[] base = PictureFixtures.resource("/pictures/cases/base.png");
        byte[] profile = PictureFixtures.resource("/pictures/cases/icc_p3.png");
        byte[] linear = number(100_000);
        byte[] usual = number(45_455);
        byte[] p3 = PictureFixtures.concat(
                number(31_270),
                number(32_900),
                number(68_000),
                number(32_000),
                number(26_500),
                number(69_000),
                number(15_000),
                number(6_000));
        int[] srgb = {220, 40, 40};
        int[] wide = {240, 0, 21};
        int[] byProfile = {241, 1, 14};
        int[] bright = {238, 110, 110};
        byte[] gamma = PictureFixtures.pngWith(base, "gAMA", linear);
        byte[] primaries = PictureFixtures.pngWith(PictureFixtures.pngWith(base, "cHRM", p3), "gAMA", usual);
        byte[] gammaAndSrgb = PictureFixtures.pngWith(gamma, "sRGB", new byte[1]);
        byte[] profileAndMore =
                PictureFixtures.pngWith(PictureFixtures.pngWith(profile, "gAMA", linear), "sRGB", new byte[1]);
        return Stream.of(
                Arguments.of("nothing", base, srgb),
                Arguments.of("gAMA", gamma, bright),
                Arguments.of("cHRM and gAMA", primaries, wide),
                Arguments.of("sRGB over gAMA", gammaAndSrgb, srgb),
                Arguments.of("iCCP over sRGB and gAMA", profileAndMore, byProfile),
                Arguments.of("cICP over gAMA", codePoints(gamma, 12, 13), wide),
                Arguments.of("cICP of sRGB over iCCP", codePoints(profile, 1, 13), srgb),
                Arguments.of("cICP that we do not read", codePoints(gamma, 9, 16), bright));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("coloursOfPng")
    void theStrongestWordAboutAPngsColoursCounts(String what, byte[] file, int[] expected) {
        assertClose(middles(pictures.decodeFile(file, 1)).getFirst(), expected);
    }

    private static byte[] codePoints(byte[] png, int primaries, int transfer) {
        return PictureFixtures.pngWith(png, "cICP", new byte[] {(byte) primaries, (byte) transfer, 0, 1});
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Each decoder, with a picture that takes far longer to decode than this time limit. */
    static Stream<Named<byte[]>> slowFiles() {
        BufferedImage noise = PictureFixtures.noise(4000, 3000, BufferedImage.TYPE_INT_RGB);
        return Stream.of(
                Named.of("JPEG", PictureFixtures.encode(noise, "jpeg")),
                Named.of("progressive JPEG", PictureFixtures.resource("/pictures/cases/flat_prog.jpg")),
                Named.of("PNG", PictureFixtures.blackPng(14_000, 14_000)),
                Named.of("WebP", PictureFixtures.resource("/pictures/cases/webp_lossy_24mp_heap.webp")));
    }

    @ParameterizedTest
    @MethodSource("slowFiles")
    void aDecoderThatTakesTooLongIsStopped(byte[] file) {
        DecodingCapacity budget = new DecodingCapacity(
                new PictureProperties(DataSize.ofMegabytes(500), LIMIT, 8, Duration.ofMillis(1)),
                new SimpleMeterRegistry());
        AtomicReference<Throwable> ended = new AtomicReference<>();
        try {
            StepVerifier.create(
                            budget.runWithin(new UserId(UUID.randomUUID()), 0, () -> decodeNotingTheEnd(file, ended)))
                    .expectError(PictureException.class)
                    .verify(LIMIT);
        } finally {
            budget.destroy();
        }
        assertThat(ended.get()).isInstanceOf(PictureException.class);
        assertThat(messages(ended.get())).contains("Takes too long to decode");
    }

    private BufferedImage decodeNotingTheEnd(byte[] file, AtomicReference<Throwable> ended) {
        try {
            return pictures.decodeFile(file, 8);
        } catch (PictureException e) {
            ended.set(e);
            throw e;
        }
    }

    private static List<String> messages(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .map(Throwable::getMessage)
                .toList();
    }

    @Test
    void transparencyWithoutLossHasTheLimitOfPicturesWithoutLoss() {
        DecodingCapacity budget = new DecodingCapacity(
                new PictureProperties(DataSize.ofMegabytes(500), LIMIT, 8, LIMIT), new SimpleMeterRegistry());
        try {
            PictureFileHeader large = pictures.inspectFile(PictureFixtures.webpWithLosslessAlpha(4000, 3000));
            assertThat(budget.coarsenessFor(large)).isZero();
            assertThat(budget.pixelsThatFit(large)).isEqualTo(8_000_000);
            assertThat(budget.coarsenessFor(pictures.inspectFile(PictureFixtures.webpWithLosslessAlpha(2000, 3000))))
                    .isPositive();
        } finally {
            budget.destroy();
        }
    }

    @Test
    void aProfileThatClaimsToBeEnormousIsLeftOut() {
        byte[] file = PictureFixtures.resource("/pictures/cases/icc_p3.jpg");
        int profile = new String(file, StandardCharsets.ISO_8859_1).indexOf("ICC_PROFILE");
        file[profile + 14] = 0x7f;
        assertThat(contains(pictures.stripMetadata(file), "ICC_PROFILE")).isFalse();
        assertThat(pictures.decodeFile(file, 1).getWidth()).isEqualTo(320);
    }

    @Test
    void aLossyWebpStaysTransparent() {
        BufferedImage image = pictures.decodeFile(PictureFixtures.resource("/pictures/cases/wl_alpha_raw.webp"), 1);
        assertThat(middles(image)).extracting(pixel -> pixel >>> 24).containsExactly(74, 70, 169, 158);
        assertThat(DecodedPicture.uprightOf(image, 1).isOpaque()).isFalse();
    }

    @Test
    void dataThatEndTooEarlyAreRefusedEvenWithAnEndMarker() {
        byte[] whole = PictureFixtures.encode(PictureFixtures.gradient(800, 600, Color.RED, Color.BLUE), "jpeg");
        byte[] cut = PictureFixtures.concat(
                PictureFixtures.truncated(whole, whole.length / 2), new byte[] {0, (byte) 0xff, (byte) 0xd9});
        assertThat(pictures.inspectFile(cut).width()).isEqualTo(800);
        assertThatThrownBy(() -> pictures.decodeFile(cut, 1)).isInstanceOf(PictureException.class);
    }

    @Test
    void noticesAnimation() {
        assertThat(pictures.inspectFile(PictureFixtures.animatedPng(100, 100)).animated())
                .isTrue();
        assertThat(pictures.inspectFile(PictureFixtures.animatedWebp(100, 100)).animated())
                .isTrue();
        assertThatThrownBy(() -> pictures.decodeFile(PictureFixtures.animatedPng(100, 100), 1))
                .isInstanceOf(PictureException.class);
    }

    @Test
    void doesNotReadGif() {
        assertThat(PictureFileFormat.ofMagic(PictureFixtures.gif(100, 100))).isNull();
        assertThatThrownBy(() -> pictures.inspectFile(PictureFixtures.gif(100, 100)))
                .isInstanceOf(PictureException.class);
    }

    @Test
    void readsTheOrientation() {
        BufferedImage image = PictureFixtures.quarters(160, 120);
        for (int orientation = 1; orientation <= 8; orientation++) {
            assertThat(pictures.inspectFile(PictureFixtures.jpegWithExif(image, orientation))
                            .orientation())
                    .isEqualTo(orientation);
            assertThat(pictures.inspectFile(PictureFixtures.pngWithExif(image, orientation))
                            .orientation())
                    .isEqualTo(orientation);
        }
        assertThat(pictures.inspectFile(PictureFixtures.jpegWithExif(image, 99)).orientation())
                .isEqualTo(1);
    }

    @Test
    void strippingTakesMetadataAndTrailingBytesButNoPixel() {
        BufferedImage image = PictureFixtures.quarters(160, 120);
        byte[] jpeg =
                PictureFixtures.withTrailing(PictureFixtures.jpegWithExif(image, 1), "PK<script>alert(1)</script>");
        byte[] png = PictureFixtures.withTrailing(PictureFixtures.pngWithExif(image, 1), "PK<script>alert(1)</script>");
        for (byte[] file : new byte[][] {jpeg, png}) {
            byte[] stripped = pictures.stripMetadata(file);
            assertThat(contains(file, "SpyCamera")).isTrue();
            assertThat(contains(stripped, "SpyCamera")).isFalse();
            assertThat(contains(stripped, "<script>")).isFalse();
            assertThat(contains(stripped, "secret prompt")).isFalse();
            assertThat(contains(stripped, "shot at home")).isFalse();
            assertThat(pixels(pictures.decodeFile(stripped, 1))).isEqualTo(pixels(pictures.decodeFile(file, 1)));
        }
    }

    @Test
    void aFileOfScansWithoutEndIsRefused() {
        byte[] file = PictureFixtures.jpegWithScans(160, 120, 200);
        assertThatThrownBy(() -> pictures.inspectFile(file)).isInstanceOf(PictureException.class);
    }

    @Test
    void readsCoarselyToSaveMemory() {
        BufferedImage image = pictures.decodeFile(PictureFixtures.jpeg(160, 120), 2);
        assertThat(image.getWidth()).isEqualTo(80);
        assertThat(image.getHeight()).isEqualTo(60);
    }

    private static List<Integer> middles(BufferedImage image) {
        int left = image.getWidth() / 4;
        int right = 3 * image.getWidth() / 4;
        int top = image.getHeight() / 4;
        int bottom = 3 * image.getHeight() / 4;
        return List.of(
                image.getRGB(left, top),
                image.getRGB(right, top),
                image.getRGB(left, bottom),
                image.getRGB(right, bottom));
    }

    private static void assertClose(int pixel, int[] colour) {
        for (int i = 0; i < 3; i++) {
            assertThat(pixel >> 16 - 8 * i & 0xff).isCloseTo(colour[i], within(4));
        }
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
