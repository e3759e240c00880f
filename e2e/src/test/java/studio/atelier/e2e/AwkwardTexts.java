package studio.atelier.e2e;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Awkward values that clients send by mistake or on purpose, the same in each run. */
final class AwkwardTexts {

    /** 500 texts; those that once caused a failure come first. */
    static final List<String> ALL = all();

    /** JSON values to send in place of a text or a number. */
    static final List<String> JSON_VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[[[[]]]]",
            "{\"a\":{\"b\":1}}",
            "0",
            "-0",
            "-1",
            "1.9",
            "1e400",
            "-1e400",
            "1e-400",
            "1e999999999",
            "9".repeat(100),
            "9".repeat(400),
            "1" + "0".repeat(400),
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1000000",
            "1000001",
            "NaN",
            "Infinity",
            "01",
            "0x10",
            "'a'",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\u0001\"",
            "\"" + "x".repeat(100_000) + "\"",
            "[".repeat(1_000) + "]".repeat(1_000),
            "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
            "[" + "0,".repeat(10_000) + "0]");

    private static final int SIZE = 500;

    private AwkwardTexts() {}

    /** Request bodies that are not the expected JSON object, which {@code object} is. */
    static List<byte[]> bodiesLike(String object) {
        String inside = object.substring(1, object.length() - 1);
        List<byte[]> bodies = new ArrayList<>(Stream.of(
                        "",
                        " ",
                        "null",
                        "[]",
                        "{}",
                        "\"text\"",
                        "1",
                        "{",
                        "{\"",
                        "]",
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
                        "{\"a\":\"" + "x".repeat(600_000) + "\"," + inside + "}",
                        "a=b&c=d",
                        "<a>b</a>",
                        "\u0000",
                        "\r\n\r\n")
                .map(body -> body.getBytes(StandardCharsets.UTF_8))
                .toList());
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32BE")) {
            bodies.add(object.getBytes(Charset.forName(charset)));
        }
        bodies.add(new byte[] {(byte) 0xC0, (byte) 0x80, (byte) 0xFF});
        bodies.add(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0});
        bodies.add(("{\"a\":\"\u00FF\u00FE\"," + inside + "}").getBytes(StandardCharsets.ISO_8859_1));
        return bodies;
    }

    private static List<String> all() {
        Set<String> texts = new LinkedHashSet<>(List.of(
                "",
                " ",
                "\u0000",
                "a\u0000b",
                "\uD800",
                "\uDC00\uD800",
                "\"><x/y>",
                "/x",
                "%",
                "%00",
                "%zz",
                "null",
                "undefined",
                "-1",
                "0",
                "1e400",
                "9".repeat(400),
                "x".repeat(5_000),
                "00000000-0000-0000-0000-000000000000",
                "1-1-1-1-1",
                "\uFEFF",
                "\u202Etxt",
                "\u0085",
                "\t",
                "\u007F"));
        addNumbers(texts);
        addInjections(texts);
        addHeaderValues(texts);
        addCharacters(texts);
        return texts.stream().limit(SIZE).toList();
    }

    private static void addNumbers(Set<String> texts) {
        for (String number : List.of(
                "1",
                "9",
                "2147483647",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "340282366920938463463374607431768211456")) {
            texts.addAll(List.of(
                    number,
                    "-" + number,
                    "+" + number,
                    number + ".0",
                    number + ".5",
                    "0" + number,
                    " " + number,
                    number + " ",
                    number + "L",
                    "0x" + number,
                    number + "e9",
                    "1e" + number));
        }
        texts.addAll(List.of(
                "NaN",
                "Infinity",
                "-Infinity",
                "1,5",
                "1_000",
                "١٢٣",
                "１２３",
                "Ⅷ",
                "½",
                "1e-400",
                "0.1e1",
                "--1",
                "1-",
                "true",
                "false",
                "TRUE",
                "yes",
                "1970-01-01",
                "2026-02-30T25:61:61Z",
                "P1D",
                "-P99999999999D"));
    }

    private static void addInjections(Set<String> texts) {
        texts.addAll(List.of(
                "'",
                "''",
                "\"",
                "\\",
                "\\\\",
                "`",
                "';--",
                "' or '1'='1",
                "1; drop table job",
                "$1",
                ":id",
                "?",
                "??",
                "$$",
                "/* */",
                "{}",
                "[]",
                "{\"a\":1}",
                "[1",
                "${7*7}",
                "#{7*7}",
                "${jndi:ldap://127.0.0.1:1/a}",
                "{{7*7}}",
                "%s%n%d",
                "%1$999999999s",
                "{0}",
                "{",
                "}",
                "<script>alert(1)</script>",
                "<!--",
                "]]>",
                "&amp;",
                "&#0;",
                "../../etc/passwd",
                "..\\..\\x",
                "..",
                ".",
                "./",
                "//",
                "/",
                ";",
                ";a=b",
                "a;b",
                "a/b",
                "a//b",
                "a\\b",
                "file:///etc/passwd",
                "http://127.0.0.1:1/",
                "javascript:alert(1)",
                "data:,x",
                "CON",
                "NUL",
                "*",
                "**",
                "a*",
                "a?b",
                "a#b",
                "a&b=c",
                "a=b",
                "&&",
                "a b",
                "a+b",
                "a%20b",
                "%2e%2e%2f",
                "%c0%ae",
                "%u0000",
                "%2500",
                "%25%30%30",
                "(",
                ")",
                "(((((",
                "(a+)+$",
                "^",
                "|",
                "||",
                "&",
                "~",
                "@",
                "@type",
                "java.lang.Object",
                "class.module.classLoader",
                "_",
                "-",
                "--",
                "__proto__",
                "constructor",
                "\n",
                "\r\n",
                "a\r\nb: c",
                "\r"));
    }

    private static void addHeaderValues(Set<String> texts) {
        texts.addAll(List.of(
                ",",
                ",,",
                ";;",
                "=",
                "*/*",
                "*",
                "text",
                "text/",
                "/",
                "a/b/c",
                "text/plain;",
                "text/plain;q",
                "text/plain;q=",
                "text/plain;q=x",
                "text/plain;q=2",
                "text/plain;q=-1",
                "text/*",
                "*/json",
                "application/json;charset=",
                "application/json;charset=nowhere",
                "application/json;charset=\"",
                "application/json;charset=UTF-16",
                "application/json; charset=binary",
                "application/json;a=\"b",
                "application/json,application/json",
                "application/*+json",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data;boundary",
                "multipart/form-data;boundary=",
                "multipart/form-data;boundary=\"",
                "multipart/form-data;boundary=" + "b".repeat(200),
                "multipart/mixed;boundary=x",
                "text/html,\"><x/y>",
                "\"a\"/b",
                "a/b;c=\"\\\"",
                "bytes=0-",
                "bytes=-1",
                "bytes=5-1",
                "bytes=a-b",
                "bytes=0-0,1-1,2-2",
                "bytes=99999999999999999999-",
                "bytes",
                "bytes=",
                "W/\"",
                "\"x\"",
                "W/\"x\", *",
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Thu, 99 Foo 99999 99:99:99 GMT",
                "en;q=",
                "en;q=a",
                "en-",
                "-en",
                "en_US",
                "xx-yy-zz-ww",
                "*;q=0",
                "en;q=1;q=2",
                "i-default",
                "gzip",
                "gzip, br",
                "identity",
                "deflate;q=0",
                "chunked",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Basic Og==",
                "bearer x",
                "Bearer \"",
                "a=b; c",
                "=b",
                "a=\"b",
                ";a=b",
                "00-0-0-00",
                "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00",
                "ff-" + "f".repeat(32) + "-" + "f".repeat(16) + "-ff",
                "00-" + "g".repeat(32) + "-" + "1".repeat(16) + "-01",
                "1.2.3.4",
                "1.2.3.4, 5.6.7.8",
                "::1",
                "[::1]:1",
                "999.1.1.1",
                "for=\"",
                "for=_x;proto=http;host=\"",
                "null",
                "http://",
                "http://[",
                "http://a b",
                "http://a:99999",
                "a:b:c",
                "for=1.2.3.4",
                "unknown"));
        texts.add("en,".repeat(1_700));
        texts.add("a-b-c;q=0.1,".repeat(400));
        texts.add("*/*,".repeat(1_000));
        texts.add("text/plain;q=0.1,".repeat(300));
        texts.add("bytes=" + "0-0,".repeat(1_000));
        texts.add("a=b; ".repeat(1_000));
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
                .mapToObj(AwkwardTexts::ofCodePoint)
                .forEach(character -> {
                    texts.add(character);
                    texts.add("a" + character + "b");
                    texts.add(character.repeat(600));
                });
    }

    private static String ofCodePoint(int codePoint) {
        return new StringBuilder().appendCodePoint(codePoint).toString();
    }
}
