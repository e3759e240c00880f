package studio.atelier.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Awkward values that clients send by mistake or on purpose, the same in each run: those of {@code awkward-texts.json},
 * and long or systematic ones made here.
 */
final class AwkwardTexts {

    private static final JsonNode LISTS = read();
    private static final int SIZE = 500;

    /** 500 texts; those that once caused a failure come first. */
    static final List<String> ALL = all();

    /** JSON values to send in place of a text or a number. */
    static final List<String> JSON_VALUES = Stream.concat(
                    list("jsonValues"),
                    Stream.of(
                            "9".repeat(100),
                            "9".repeat(400),
                            "1" + "0".repeat(400),
                            "\"" + "x".repeat(100_000) + "\"",
                            "[".repeat(1_000) + "]".repeat(1_000),
                            "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
                            "[" + "0,".repeat(10_000) + "0]"))
            .toList();

    private AwkwardTexts() {}

    private static JsonNode read() {
        try (InputStream lists = AwkwardTexts.class.getResourceAsStream("/awkward-texts.json")) {
            return JsonMapper.shared().readTree(lists);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> list(String name) {
        return LISTS.required(name).valueStream().map(JsonNode::asString);
    }

    /** Request bodies that are not the expected JSON object, which {@code object} is. */
    static List<byte[]> bodiesLike(String object) {
        String inside = object.substring(1, object.length() - 1);
        Stream<String> texts = Stream.concat(
                list("bodies"),
                Stream.of(
                        object + object,
                        object + "x",
                        object.substring(1),
                        "\uFEFF" + object,
                        "{" + inside + "," + inside + "}",
                        "{\"__proto__\":1,\"@type\":\"java.lang.Object\"," + inside + "}",
                        "{\"\\u0000\":1," + inside + "}",
                        "{\"" + "n".repeat(2_000) + "\":1," + inside + "}",
                        "[" + object + "]",
                        "[".repeat(5_000),
                        "{\"a\":".repeat(5_000),
                        "{\"a\":\"" + "x".repeat(300_000) + "\"," + inside + "}",
                        "{\"a\":\"" + "x".repeat(600_000) + "\"," + inside + "}"));
        List<byte[]> bodies = new ArrayList<>(
                texts.map(body -> body.getBytes(StandardCharsets.UTF_8)).toList());
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32BE")) {
            bodies.add(object.getBytes(Charset.forName(charset)));
        }
        bodies.add(new byte[] {(byte) 0xC0, (byte) 0x80, (byte) 0xFF});
        bodies.add(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0});
        bodies.add(("{\"a\":\"\u00FF\u00FE\"," + inside + "}").getBytes(StandardCharsets.ISO_8859_1));
        return bodies;
    }

    private static List<String> all() {
        Set<String> texts = new LinkedHashSet<>(list("first").toList());
        texts.add("9".repeat(400));
        texts.add("x".repeat(5_000));
        list("numbers").forEach(number -> addNumberLike(number, texts));
        Stream.of("numberLike", "injections", "headerValues")
                .flatMap(AwkwardTexts::list)
                .forEach(texts::add);
        texts.add("multipart/form-data;boundary=" + "b".repeat(200));
        texts.add("en,".repeat(1_700));
        texts.add("a-b-c;q=0.1,".repeat(400));
        texts.add("*/*,".repeat(1_000));
        texts.add("text/plain;q=0.1,".repeat(300));
        texts.add("bytes=" + "0-0,".repeat(1_000));
        texts.add("a=b; ".repeat(1_000));
        addCharacters(texts);
        return texts.stream().limit(SIZE).toList();
    }

    private static void addNumberLike(String number, Set<String> texts) {
        Stream.of("%s", "-%s", "+%s", "%s.0", "%s.5", "0%s", " %s", "%s ", "%sL", "0x%s", "%se9", "1e%s")
                .map(form -> form.formatted(number))
                .forEach(texts::add);
    }

    /** Characters of each kind, alone and between other characters. */
    private static void addCharacters(Set<String> texts) {
        IntStream.concat(
                        IntStream.rangeClosed(0x01, 0x1F),
                        IntStream.of(
                                0x80, 0x9F, 0xA0, 0xAD, 0x130, 0x131, 0x2D0, 0x300, 0x489, 0x5D0, 0x600, 0x61C, 0xE33,
                                0x115F, 0x180E, 0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x202D, 0x2066, 0x20AC, 0x3000,
                                0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFDD0, 0xFDFD, 0xFE0F, 0xFFF9, 0xFFFD,
                                0xFFFE, 0xFFFF, 0x10000, 0x1D173, 0x1F468, 0x1F600, 0x1FFFF, 0xE0001, 0x10FFFF))
                .mapToObj(Character::toString)
                .forEach(character -> {
                    texts.add(character);
                    texts.add("a" + character + "b");
                    texts.add(character.repeat(600));
                });
    }
}
