package studio.atelier.platform.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Secrets of each kind, concatenated so that nothing in this file has the form of a key. */
final class Canaries {

    private static final String MIXED = "qW3eR7tY9uI1oP5aS";
    private static final String HEX = "0123456789abcdef";

    /** Secrets that are recognised by their form anywhere, by kind. */
    static final Map<String, String> SHAPED = Map.of(
            "web token",
            "eyJ" + MIXED + ".eyJ" + MIXED + "." + MIXED + MIXED,
            "bot token",
            "123456789:" + MIXED + MIXED + "_",
            "initData",
            "query_id=AAH&user=%7B%22id%22%3A1%2C%22first_name%22%3A%22Zinaida%22%7D&hash=" + HEX.repeat(4),
            "refresh token",
            (MIXED + "-" + MIXED + "_" + MIXED).substring(0, 43),
            "ticket",
            (MIXED + "-").repeat(7).substring(0, 119),
            "card",
            "4111111111111111",
            "card in groups",
            "5555 5555 5555 4444",
            "phone",
            "+79123456789",
            "phone without plus",
            "380441234567",
            "provider's key",
            "sk-" + MIXED + MIXED);

    /** The part of the secret that must not appear in a log. */
    static final List<String> NEVER_LOGGED = List.of(
            MIXED, "Zinaida", HEX, "41111111", "5555 5555", "5555%205555", "9123456789", "441234567", "hunter2");

    private Canaries() {}

    /** The secrets in URLs: plain where allowed, encoded, fully encoded, and encoded twice. */
    static List<String> encoded() {
        List<String> texts = new ArrayList<>();
        SHAPED.values().forEach(secret -> {
            String once = URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20");
            texts.add(secret.replace(' ', '-'));
            texts.add(once);
            texts.add(once.replace("%", "%25"));
            texts.add(everyCharacterEncoded(secret));
        });
        return texts;
    }

    private static String everyCharacterEncoded(String secret) {
        return HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)).replaceAll("..", "%$0");
    }

    /** The secrets with their names in forms, headers and JSON. */
    static String named() {
        return SHAPED.values().stream()
                .map(secret -> "{\"refreshToken\":\"" + secret + "\",\"password\":\"hunter2\",\"initData\":\"" + secret
                        + "\"}")
                .collect(Collectors.joining(" "));
    }
}
