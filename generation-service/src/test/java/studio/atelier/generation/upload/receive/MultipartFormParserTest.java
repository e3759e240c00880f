package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.web.CommonProblemException;

class MultipartFormParserTest {

    private static final String PART = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nphoto";
    private static final String FORM = PART + "\r\n--x--\r\n";
    private static final Part PHOTO = new Part(Map.of("content-disposition", "form-data; name=\"file\""), "photo");

    private final List<Part> parts = new ArrayList<>();
    private final MultipartFormParser parser = new MultipartFormParser("x", new MultipartFormParser.FormPartListener() {
        @Override
        public void beginPart(Map<String, String> headers) {
            parts.add(new Part(headers, ""));
        }

        @Override
        public void addContent(byte[] bytes, int from, int length) {
            parts.add(parts.removeLast().with(new String(bytes, from, length, ISO_8859_1)));
        }
    });

    @ParameterizedTest
    @ValueSource(
            strings = {
                FORM,
                "a preamble\r\nof two lines\r\n" + FORM,
                "\r\n" + FORM,
                FORM + "an epilogue\r\n--x\r\nthat looks like: a part\r\n\r\nof it",
                "--x \t \r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nphoto\r\n--x-- \t\r\n",
                PART + "\r\n--x--",
                "--x\r\nContent-Disposition: form-data;\r\n name=\"file\"\r\n\r\nphoto\r\n--x--\r\n",
                "--x\r\nContent-Disposition:\r\n \tform-data;\r\n\tname=\"file\"\r\n\r\nphoto\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"file\"\r\ncontent-disposition: form-data; name=\"b\""
                        + "\r\n\r\nphoto\r\n--x--\r\n"
            })
    void readsAPartHoweverItsFormIsWritten(String form) {
        parse(form);

        assertThat(parser.isComplete()).isTrue();
        assertThat(parts).containsExactly(PHOTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {PART + "\r\n--x --\r\n", PART + "\r\n--x -\r\n", PART + "\r\n--xy\r\n", "--x-\r\n"})
    void refusesADelimiterThatGoesOn(String form) {
        assertThatThrownBy(() -> parse(form)).isInstanceOf(CommonProblemException.class);
        assertThat(parser.isComplete()).isFalse();
    }

    @Test
    void isCompleteOnlyWithTheClosingDelimiter() {
        int closed = (PART + "\r\n--x--").length();
        for (int length = 0; length <= FORM.length(); length++) {
            MultipartFormParser cut = new MultipartFormParser("x", new MultipartFormParser.FormPartListener() {
                @Override
                public void beginPart(Map<String, String> headers) {}

                @Override
                public void addContent(byte[] bytes, int from, int size) {}
            });
            cut.parsePiece(FORM.substring(0, length).getBytes(ISO_8859_1));

            assertThat(cut.isComplete()).as("cut at %s", length).isEqualTo(length >= closed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void readsTheSameFromSmallPieces(int size) {
        String form = "preamble\r\n" + FORM + "epilogue";
        for (int from = 0; from < form.length(); from += size) {
            parse(form.substring(from, Math.min(form.length(), from + size)));
        }

        assertThat(parser.isComplete()).isTrue();
        assertThat(parts).containsExactly(PHOTO);
    }

    @Test
    void searchesEachByteOnceHoweverSmallThePiecesAre() {
        String form = "--x\r\nX-Long: " + "a".repeat(8_000) + "\r\n\r\n" + "b".repeat(8_000) + "\r\n--x--\r\n";
        form.chars().forEach(one -> parser.parsePiece(new byte[] {(byte) one}));

        assertThat(parser.isComplete()).isTrue();
        assertThat(parts.getFirst().content()).hasSize(8_000);
        assertThat(parser.countComparisons()).isLessThan(2L * form.length());
    }

    @Test
    void refusesHeadersThatAreTooLongBeforeTheirEndComes() {
        assertThatThrownBy(() -> parse("--x\r\nX-Long: " + "a".repeat(9_000)))
                .isInstanceOf(CommonProblemException.class);
    }

    @Test
    void takesSixteenPartsAtMost() {
        String part = "--x\r\nA: b\r\n\r\n\r\n";
        parse(part.repeat(16));
        assertThat(parts).hasSize(16);

        assertThatThrownBy(() -> parse(part)).isInstanceOf(CommonProblemException.class);
    }

    private void parse(String piece) {
        parser.parsePiece(piece.getBytes(ISO_8859_1));
    }

    private record Part(Map<String, String> headers, String content) {

        Part with(String more) {
            return new Part(headers, content + more);
        }
    }
}
