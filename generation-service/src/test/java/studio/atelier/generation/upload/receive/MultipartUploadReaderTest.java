package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import studio.atelier.generation.objectstore.ObjectStoreFixtures;
import studio.atelier.generation.objectstore.TemporaryRequestFile;
import studio.atelier.generation.objectstore.TemporaryRequestFiles;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.crypto.Sha256Hash;

class MultipartUploadReaderTest {

    private static final UploadProperties DEFAULTS =
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("atelier.upload", UploadProperties.class);

    @TempDir
    Path directory;

    private TemporaryRequestFiles files;

    @BeforeEach
    void openStore() throws IOException {
        files = ObjectStoreFixtures.temporaryFiles(directory, Clock.systemUTC());
    }

    /** Photos contain line ends and dashes, and networks split data anywhere. */
    @Test
    void writesWhatWasSentHoweverItIsCut() throws IOException {
        Random random = new Random(33);
        for (int round = 0; round < 2_000; round++) {
            byte[] content = confusingContent(random);
            TemporaryRequestFile file = files.nextFile();
            ConcurrentUploadLimit inWork = new ConcurrentUploadLimit(DEFAULTS, new SimpleMeterRegistry());

            ReceivedUploadFile received =
                    receive(inForm(content), file, inWork.admitUpload(somebody(), content.length), random);

            assertThat(Files.readAllBytes(received.path()))
                    .as("round %s", round)
                    .isEqualTo(content);
            assertThat(received.sha256()).isEqualTo(Sha256Hash.computeHex(content));
            file.removeFile().block();
        }
    }

    private static ReceivedUploadFile receive(
            byte[] body, TemporaryRequestFile file, ConcurrentUploadLimit.UploadInProgress permit, Random random) {
        MultipartUploadReader reader = new MultipartUploadReader("xy", file, permit, DEFAULTS);
        for (int from = 0; from < body.length; ) {
            int to = Math.min(body.length, from + 1 + random.nextInt(20));
            reader.readPiece(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        return reader.finishFile();
    }

    private static byte[] confusingContent(Random random) {
        byte[] parts = "\r\n--xyz\r\r\n".getBytes(UTF_8);
        byte[] content = new byte[1 + random.nextInt(60)];
        for (int i = 0; i < content.length; i++) {
            content[i] = parts[random.nextInt(parts.length)];
        }
        String text = new String(content, UTF_8);
        return (text.contains("\n--xy") || text.startsWith("--xy") ? "fine" : text).getBytes(UTF_8);
    }

    private static byte[] inForm(byte[] content) {
        return PictureFixtures.concat(
                ("--xy\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n\r\n").getBytes(UTF_8),
                content,
                "\r\n--xy--\r\n".getBytes(UTF_8));
    }
}
