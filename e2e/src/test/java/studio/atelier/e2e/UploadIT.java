package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads pass through the gateway, and only photos are stored. */
@WholeStack
class UploadIT {

    private static final int LIMIT_BYTES = 5 << 20;
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final byte[] JPEG = BlankPicture.encoded("jpeg");
    private static final byte[] PNG = BlankPicture.encoded("png");
    private static final byte[] WEBP = resource("/quarters.webp");

    static Stream<Arguments> bad() {
        byte[] html = ("<html>" + SCRIPT + "</html>").getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                arguments("empty", "me.jpg", "image/jpeg", new byte[0], 422, "UPLOAD_EMPTY"),
                arguments("truncated", "me.jpg", "image/jpeg", half(JPEG), 422, "UPLOAD_NOT_DECODABLE"),
                arguments("oversized", "me.jpg", "image/jpeg", padded(LIMIT_BYTES + 1), 413, "UPLOAD_TOO_LARGE"),
                arguments("huge", "me.jpg", "image/jpeg", padded(12 << 20), 413, ""),
                arguments("huge in pixels", "me.png", "image/png", bomb(), 422, "UPLOAD_TOO_MANY_PIXELS"),
                arguments("a page", "me.html", "text/html", html, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
                arguments("a page as JPEG", "me.jpg", "image/jpeg", html, 422, "UPLOAD_TYPE_MISMATCH"),
                arguments("a PNG as JPEG", "me.jpg", "image/jpeg", PNG, 422, "UPLOAD_TYPE_MISMATCH"),
                arguments("a GIF", "me.gif", "image/gif", BlankPicture.encoded("gif"), 415, "UPLOAD_TYPE_NOT_ALLOWED"),
                arguments(
                        "a GIF as PNG",
                        "me.png",
                        "image/png",
                        BlankPicture.encoded("gif"),
                        422,
                        "UPLOAD_TYPE_MISMATCH"),
                arguments("truncated WebP", "me.webp", "image/webp", half(WEBP), 422, "UPLOAD_NOT_DECODABLE"),
                arguments("animated", "me.png", "image/png", animated(), 422, "UPLOAD_ANIMATED"),
                arguments("animated WebP", "me.webp", "image/webp", animatedWebp(), 422, "UPLOAD_ANIMATED"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refusesWhatIsNoPhoto(
            String what, String name, String type, byte[] file, int status, String code, Stack stack) {
        Person anna = Person.newcomer(stack);

        Http.Answer answer = send(anna, name, type, file);

        assertThat(answer.status()).as("%s: %s", what, answer).isEqualTo(status);
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("/detail")).isNotBlank();
        if (!code.isEmpty()) {
            assertThat(answer.code()).isEqualTo(code);
        }
    }

    @Test
    void keepsAWebpAsAPictureThatEveryProviderReads(Stack stack) throws IOException {
        Person anna = Person.newcomer(stack);

        Http.Answer answer = send(anna, "me.webp", "image/webp", WEBP);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        Http.Answer stored = anna.download(answer.text("/url"));
        assertThat(stored.headers()).containsEntry("Content-Type", "image/jpeg");
        assertThat(ImageIO.read(new ByteArrayInputStream(stored.body())).getWidth())
                .isEqualTo(answer.json().path("width").asInt());
    }

    @Test
    void keepsOnlyThePictureOfAFileThatIsTwoThings(Stack stack) throws IOException {
        Person anna = Person.newcomer(stack);
        byte[] polyglot = join(JPEG, ("PK\3\4 and " + SCRIPT).getBytes(StandardCharsets.UTF_8));

        Http.Answer answer = send(anna, "me.jpg", "image/jpeg", polyglot);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        Http.Answer stored = anna.download(answer.text("/url"));
        assertThat(stored.headers()).containsEntry("Content-Type", "image/jpeg");
        assertThat(stored.headers()).containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(new String(stored.body(), StandardCharsets.ISO_8859_1)).doesNotContain(SCRIPT, "PK\3\4");
        assertThat(ImageIO.read(new ByteArrayInputStream(stored.body())).getWidth())
                .isEqualTo(160);
    }

    @Test
    void opensNoLinkAfterItsEnd(Stack stack) {
        Person anna = Person.newcomer(stack);
        String link = send(anna, "me.jpg", "image/jpeg", JPEG).text("/url");
        assertThat(anna.download(link).status()).isEqualTo(200);

        Http.Answer expired = anna.download(PictureLink.parse(link).endedAnHourAgo(stack));
        Http.Answer prolonged = anna.download(PictureLink.parse(link).prolongedWithoutTheKey());

        assertThat(expired.status()).as("%s", expired).isEqualTo(403);
        assertThat(expired.code()).isEqualTo("LINK_EXPIRED");
        assertThat(prolonged.status()).as("%s", prolonged).isEqualTo(404);
    }

    private static Http.Answer send(Person user, String name, String type, byte[] file) {
        return user.http().send("POST", "/api/v1/uploads", user.headers(null), Http.Form.ofFile(name, type, file));
    }

    /** Java cannot write WebP. */
    private static byte[] resource(String name) {
        try (InputStream bytes = UploadIT.class.getResourceAsStream(name)) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] half(byte[] file) {
        return Arrays.copyOf(file, file.length / 2);
    }

    private static byte[] padded(int length) {
        return Arrays.copyOf(JPEG, length);
    }

    /** A small file whose header declares 50,000 by 50,000 pixels. */
    private static byte[] bomb() {
        ByteBuffer png = ByteBuffer.wrap(PNG.clone());
        png.putInt(16, 50_000).putInt(20, 50_000);
        CRC32 sum = new CRC32();
        sum.update(png.array(), 12, 17);
        png.putInt(29, (int) sum.getValue());
        return png.array();
    }

    /** A PNG with a chunk that declares two frames. */
    private static byte[] animated() {
        ByteBuffer chunk = ByteBuffer.allocate(20);
        chunk.putInt(8)
                .put("acTL".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(0);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 12);
        chunk.putInt((int) sum.getValue());
        int headerEnd = 33;
        return join(join(Arrays.copyOf(PNG, headerEnd), chunk.array()), Arrays.copyOfRange(PNG, headerEnd, PNG.length));
    }

    /** The smallest WebP that declares two frames. */
    private static byte[] animatedWebp() {
        byte[] canvas = {2, 0, 0, 0, (byte) 159, 0, 0, 119, 0, 0};
        byte[] frame = webpChunk("ANMF", new byte[24]);
        byte[] chunks = join(join(webpChunk("VP8X", canvas), webpChunk("ANIM", new byte[6])), join(frame, frame));
        byte[] head = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(chunks.length + 4)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .array();
        return join(head, chunks);
    }

    private static byte[] webpChunk(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
