package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Splits a multipart body (RFC 2046, 5.1) into its parts, in pieces of any size. Buffers no more than the headers of
 * one part or the length of a delimiter, and never interprets the value of a header. Not thread-safe.
 */
final class MultipartFormParser {

    private static final int MOST_PARTS = 16;
    private static final int MOST_HEADER_BYTES = 8 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] CLOSING_DASHES = {'-', '-'};

    /** RFC 5322, 2.2.3: a line that begins with white space continues the one before it. */
    private static final Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]+");

    /** Receives the parts as they are parsed. */
    interface FormPartListener {

        /**
         * A part begins.
         *
         * @param headers by their names in lower case
         */
        void beginPart(Map<String, String> headers);

        /** More of the part's content. */
        void addContent(byte[] bytes, int from, int length);
    }

    private enum FormParserState {
        PREAMBLE,
        AFTER_DELIMITER,
        PADDING,
        HEADERS,
        CONTENT,
        EPILOGUE
    }

    private final byte[] delimiter;
    private final FormPartListener listener;
    private FormParserState state = FormParserState.PREAMBLE;
    private int parts;
    private byte[] bytes = LINE_END; // the first delimiter needs no line before it
    private int position;
    private int end = LINE_END.length;
    private int searched;
    private long comparisons;

    MultipartFormParser(String boundary, FormPartListener listener) {
        this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
        this.listener = listener;
    }

    /** Parses the next piece; fails with {@code MALFORMED_REQUEST}. */
    void parsePiece(byte[] piece) {
        appendPiece(piece);
        while (advanceState()) {
            // one state after the other, until one needs more bytes
        }
    }

    /** Whether the closing delimiter has been read. */
    boolean isComplete() {
        return state == FormParserState.EPILOGUE;
    }

    /** How many positions were compared: at most a few for each byte, even if the pieces are small. */
    long countComparisons() {
        return comparisons;
    }

    /** Appends the piece to the bytes still to be parsed; moves those only when there is no room behind them. */
    private void appendPiece(byte[] piece) {
        int waiting = end - position;
        if (bytes.length - end < piece.length) {
            int needed = waiting + piece.length;
            byte[] target = 2 * needed <= bytes.length ? bytes : new byte[2 * needed];
            System.arraycopy(bytes, position, target, 0, waiting);
            bytes = target;
            searched = Math.max(0, searched - position);
            position = 0;
            end = waiting;
        }
        System.arraycopy(piece, 0, bytes, end, piece.length);
        end += piece.length;
    }

    private boolean advanceState() {
        return switch (state) {
            case PREAMBLE, CONTENT -> readToDelimiter();
            case AFTER_DELIMITER -> readClosingDashes();
            case PADDING -> skipPadding();
            case HEADERS -> readHeaders();
            case EPILOGUE -> skipEpilogue();
        };
    }

    private boolean readToDelimiter() {
        int found = indexOf(delimiter);
        int contentEnd = found < 0 ? startOfPossibleDelimiter() : found;
        if (state == FormParserState.CONTENT && contentEnd > position) {
            listener.addContent(bytes, position, contentEnd - position);
        }
        position = found < 0 ? contentEnd : found + delimiter.length;
        state = found < 0 ? state : FormParserState.AFTER_DELIMITER;
        return found >= 0;
    }

    /** Two dashes right after a delimiter make it the last one. */
    private boolean readClosingDashes() {
        if (end - position < CLOSING_DASHES.length) {
            return false;
        }
        state = startsWith(CLOSING_DASHES, position) ? FormParserState.EPILOGUE : FormParserState.PADDING;
        return true;
    }

    /** White space may follow a delimiter, up to the end of its line, which stays for {@link #readHeaders}. */
    private boolean skipPadding() {
        while (position < end && (bytes[position] == ' ' || bytes[position] == '\t')) {
            position++;
        }
        if (end - position < LINE_END.length) {
            return false;
        }
        if (!startsWith(LINE_END, position)) {
            throw malformedRequest();
        }
        state = FormParserState.HEADERS;
        return true;
    }

    private boolean readHeaders() {
        int found = indexOf(HEADERS_END);
        int length = (found < 0 ? end : found) - position;
        if (length > MOST_HEADER_BYTES) {
            throw malformedRequest();
        }
        if (found < 0) {
            return false;
        }
        if (++parts > MOST_PARTS) {
            throw malformedRequest();
        }
        listener.beginPart(parseHeaders(new String(bytes, position, length, UTF_8)));
        position = found + HEADERS_END.length;
        state = FormParserState.CONTENT;
        return true;
    }

    private boolean skipEpilogue() {
        position = end;
        return false;
    }

    private static Map<String, String> parseHeaders(String text) {
        Map<String, String> headers = new HashMap<>();
        FOLD.matcher(text).replaceAll(" ").lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        });
        return headers;
    }

    private int startOfPossibleDelimiter() {
        return Math.max(position, end - delimiter.length + 1);
    }

    /** Resumes where the search for the same bytes stopped before the last piece. */
    private int indexOf(byte[] wanted) {
        int i = Math.max(position, searched);
        for (; i <= end - wanted.length; i++) {
            comparisons++;
            if (bytes[i] == wanted[0] && startsWith(wanted, i)) {
                return i;
            }
        }
        searched = i;
        return -1;
    }

    private boolean startsWith(byte[] wanted, int from) {
        return from + wanted.length <= end
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static CommonProblemException malformedRequest() {
        return CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
    }
}
