package studio.atelier.generation.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Cuts a multipart body (RFC 2046, 5.1) into its parts, in whatever pieces it comes. Keeps no more of it than the
 * headers of one part or the length of a delimiter, and never looks into the value of a header. Not for several threads
 * at once.
 */
final class FormParser {

    private static final int MOST_PARTS = 16;
    private static final int MOST_HEADER_BYTES = 8 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

    /** Hears of the parts as they come. */
    interface Listener {

        /**
         * A part begins.
         *
         * @param headers by their names in lower case
         */
        void beginPart(Map<String, String> headers);

        /** More of the part's content. */
        void addContent(byte[] bytes, int from, int length);
    }

    private enum State {
        PREAMBLE,
        AFTER_DELIMITER,
        HEADERS,
        CONTENT,
        EPILOGUE
    }

    private final byte[] delimiter;
    private final Listener listener;
    private State state = State.PREAMBLE;
    private int parts;
    private byte[] bytes = LINE_END; // the first delimiter needs no line before it
    private int position;

    FormParser(String boundary, Listener listener) {
        this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
        this.listener = listener;
    }

    /** Takes the next piece; fails with {@code MALFORMED_REQUEST}. */
    void parse(byte[] piece) {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length + piece.length);
        System.arraycopy(piece, 0, rest, bytes.length - position, piece.length);
        bytes = rest;
        position = 0;
        while (advance()) {
            // one state after the other, until one needs more bytes
        }
    }

    /** Whether the closing delimiter has come. */
    boolean isComplete() {
        return state == State.EPILOGUE;
    }

    private boolean advance() {
        return switch (state) {
            case PREAMBLE, CONTENT -> readToDelimiter();
            case AFTER_DELIMITER -> endDelimiter();
            case HEADERS -> readHeaders();
            case EPILOGUE -> skipEpilogue();
        };
    }

    private boolean readToDelimiter() {
        int found = indexOf(delimiter);
        int end = found < 0 ? startOfPossibleDelimiter() : found;
        if (state == State.CONTENT && end > position) {
            listener.addContent(bytes, position, end - position);
        }
        position = found < 0 ? end : found + delimiter.length;
        state = found < 0 ? state : State.AFTER_DELIMITER;
        return found >= 0;
    }

    /** A delimiter is followed by two dashes, or by the end of its line, which stays for {@link #readHeaders}. */
    private boolean endDelimiter() {
        while (position < bytes.length && (bytes[position] == ' ' || bytes[position] == '\t')) {
            position++;
        }
        if (bytes.length - position < LINE_END.length) {
            return false;
        }
        boolean last = bytes[position] == '-' && bytes[position + 1] == '-';
        if (!last && !startsWith(LINE_END, position)) {
            throw malformed();
        }
        state = last ? State.EPILOGUE : State.HEADERS;
        return true;
    }

    private boolean readHeaders() {
        int end = indexOf(HEADERS_END);
        int length = (end < 0 ? bytes.length : end) - position;
        if (length > MOST_HEADER_BYTES) {
            throw malformed();
        }
        if (end < 0) {
            return false;
        }
        if (++parts > MOST_PARTS) {
            throw malformed();
        }
        listener.beginPart(parseHeaders(new String(bytes, position, length, UTF_8)));
        position = end + HEADERS_END.length;
        state = State.CONTENT;
        return true;
    }

    private boolean skipEpilogue() {
        position = bytes.length;
        return false;
    }

    private static Map<String, String> parseHeaders(String text) {
        Map<String, String> headers = new HashMap<>();
        text.lines().forEach(line -> {
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
        return Math.max(position, bytes.length - delimiter.length + 1);
    }

    private int indexOf(byte[] wanted) {
        for (int i = position; i <= bytes.length - wanted.length; i++) {
            if (startsWith(wanted, i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean startsWith(byte[] wanted, int from) {
        return from + wanted.length <= bytes.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static CommonProblemException malformed() {
        return CommonProblemException.of(CommonProblem.MALFORMED_REQUEST);
    }
}
