package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pairs of an initData text, decoded and sorted by the bytes of their keys.
 *
 * <p>Stricter than a browser: a pair without {@code =}, a malformed percent escape, bytes that are not UTF-8, a key
 * with an unexpected character, a control character below U+0020 and a repeated key are rejected. The joined text
 * separates pairs by a line feed, so a line feed or an equals sign in the wrong place would let two different sets of
 * pairs share one signature. U+007F to U+009F are accepted: JSON does not escape them, and names of users contain them.
 */
final class InitDataForm {

    private static final int MAX_PAIRS = 64;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Comparator<String> BY_BYTES =
            (left, right) -> Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8));

    private final SortedMap<String, String> pairs;

    private InitDataForm(SortedMap<String, String> pairs) {
        this.pairs = Collections.unmodifiableSortedMap(pairs);
    }

    /**
     * Parses the text.
     *
     * @throws InitDataException.InitDataMalformed if it is not a form of this kind
     */
    static InitDataForm parse(String text) {
        SortedMap<String, String> pairs = new TreeMap<>(BY_BYTES);
        String[] parts = text.split("&", -1);
        if (parts.length > MAX_PAIRS) {
            throw new InitDataException.InitDataMalformed("too many pairs");
        }
        for (String part : parts) {
            addPair(part, pairs);
        }
        return new InitDataForm(pairs);
    }

    private static void addPair(String part, SortedMap<String, String> pairs) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            throw new InitDataException.InitDataMalformed("pair without a value");
        }
        String key = decodeComponent(part.substring(0, equals));
        if (!KEY.matcher(key).matches()) {
            throw new InitDataException.InitDataMalformed("key with an unexpected character");
        }
        if (pairs.putIfAbsent(key, decodeComponent(part.substring(equals + 1))) != null) {
            throw new InitDataException.InitDataMalformed("repeated key");
        }
    }

    private static String decodeComponent(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        byte[] source = encoded.getBytes(UTF_8);
        for (int i = 0; i < source.length; i++) {
            switch (source[i]) {
                case '+' -> bytes.write(' ');
                case '%' -> {
                    bytes.write(hexDigit(source, i + 1) << 4 | hexDigit(source, i + 2));
                    i += 2;
                }
                default -> bytes.write(source[i]);
            }
        }
        String decoded = asUtf8(bytes.toByteArray());
        if (decoded.chars().anyMatch(character -> character < ' ')) {
            throw new InitDataException.InitDataMalformed("control character");
        }
        return decoded;
    }

    private static int hexDigit(byte[] source, int index) {
        int digit = index < source.length ? Character.digit(source[index], 16) : -1;
        if (digit < 0) {
            throw new InitDataException.InitDataMalformed("malformed percent escape");
        }
        return digit;
    }

    private static String asUtf8(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new InitDataException.InitDataMalformed("not UTF-8");
        }
    }

    /** The decoded value of a key. */
    Optional<String> findValue(String key) {
        return Optional.ofNullable(pairs.get(key));
    }

    /**
     * The decoded value of a required key.
     *
     * @throws InitDataException.InitDataMalformed if the key is missing
     */
    String requireValue(String key) {
        return findValue(key).orElseThrow(() -> new InitDataException.InitDataMalformed("no " + key));
    }

    /** The text Telegram signed: all pairs except the given ones, one per line. */
    String dataCheckString(Set<String> without) {
        return pairs.entrySet().stream()
                .filter(pair -> !without.contains(pair.getKey()))
                .map(InitDataForm::toCheckLine)
                .collect(Collectors.joining("\n"));
    }

    private static String toCheckLine(Map.Entry<String, String> pair) {
        return pair.getKey() + "=" + pair.getValue();
    }
}
