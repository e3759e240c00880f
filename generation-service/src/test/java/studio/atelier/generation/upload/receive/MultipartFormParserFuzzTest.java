package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.ObjectStoreFixtures;
import studio.atelier.generation.objectstore.TemporaryRequestFile;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Parses the bodies of {@code FormParserFuzzTestInputs}; with {@code JAZZER_FUZZ=1} also Jazzer's mutations of them.
 * The boundary is {@code xy}.
 */
class MultipartFormParserFuzzTest {

    private static final UploadProperties DEFAULTS =
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("atelier.upload", UploadProperties.class);

    @TempDir
    static Path directory;

    @FuzzTest
    void cutsABodyTheSameHoweverItComes(byte[] body) {
        List<String> atOnce = parse(body, Math.max(1, body.length));
        assertThat(parse(body, 1)).isEqualTo(atOnce);
        assertThat(parse(body, 7)).isEqualTo(atOnce);
    }

    /** The parser's events, and how the parsing ended. */
    private static List<String> parse(byte[] body, int pieceLength) {
        Heard heard = new Heard();
        MultipartFormParser parser = new MultipartFormParser("xy", heard);
        String end;
        try {
            for (int from = 0; from < body.length; from += pieceLength) {
                parser.parsePiece(Arrays.copyOfRange(body, from, Math.min(body.length, from + pieceLength)));
            }
            end = "complete: " + parser.isComplete();
        } catch (CommonProblemException e) {
            end = e.problemCode().toString();
        }
        heard.endPart();
        heard.parts.add(end);
        return heard.parts;
    }

    @FuzzTest
    void takesOrRefusesAnyBody(byte[] body) throws IOException {
        TemporaryRequestFile file =
                ObjectStoreFixtures.temporaryFiles(directory, Clock.systemUTC()).nextFile();
        try {
            ConcurrentUploadLimit inWork = new ConcurrentUploadLimit(DEFAULTS, new SimpleMeterRegistry());
            MultipartUploadReader reader = new MultipartUploadReader(
                    "xy", file, inWork.admitUpload(new UserId(UUID.randomUUID()), body.length), DEFAULTS);
            reader.readPiece(body);
            assertThat(reader.finishFile().sizeBytes()).isPositive().isLessThan(body.length);
        } catch (CommonProblemException | UploadException expected) {
            // reports what is wrong with the body
        } finally {
            file.removeFile().block();
        }
    }

    private static final class Heard implements MultipartFormParser.FormPartListener {

        private final List<String> parts = new ArrayList<>();
        private final StringBuilder content = new StringBuilder();

        @Override
        public void beginPart(Map<String, String> headers) {
            endPart();
            parts.add(headers.toString());
        }

        @Override
        public void addContent(byte[] bytes, int from, int length) {
            content.append(new String(bytes, from, length, ISO_8859_1));
        }

        void endPart() {
            parts.add(content.toString());
            content.setLength(0);
        }
    }
}
