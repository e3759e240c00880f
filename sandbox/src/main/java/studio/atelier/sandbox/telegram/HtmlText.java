package studio.atelier.sandbox.telegram;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in {@code parse_mode} HTML, as Telegram parses it. */
final class HtmlText {

    private static final Pattern TAG = Pattern.compile("<(/?)([^\\s>]*)([^>]*)>?");
    private static final Set<String> TAGS = Set.of(
            "b",
            "strong",
            "i",
            "em",
            "u",
            "ins",
            "s",
            "strike",
            "del",
            "span",
            "tg-spoiler",
            "a",
            "tg-emoji",
            "code",
            "pre",
            "blockquote");

    private HtmlText() {}

    /** The text without tags; an unknown or unclosed tag is refused. */
    static String plain(String html) {
        Deque<String> open = new ArrayDeque<>();
        StringBuilder plain = new StringBuilder();
        Matcher tag = TAG.matcher(html);
        int from = 0;
        while (tag.find()) {
            plain.append(html, from, tag.start());
            from = tag.end();
            check(open, tag, html);
        }
        plain.append(html.substring(from));
        if (!open.isEmpty()) {
            throw BotApiException.badRequest(
                    "can't parse entities: Can't find end tag corresponding to start tag \"" + open.getLast() + "\"");
        }
        return plain.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static void check(Deque<String> open, Matcher tag, String html) {
        String name = tag.group(2).toLowerCase(Locale.ROOT);
        int offset = html.substring(0, tag.start()).getBytes(StandardCharsets.UTF_8).length;
        if (tag.group(1).isEmpty()) {
            if (!TAGS.contains(name)) {
                throw BotApiException.badRequest(
                        "can't parse entities: Unsupported start tag \"" + name + "\" at byte offset " + offset);
            }
            open.addLast(name);
        } else if (open.isEmpty() || !open.removeLast().equals(name)) {
            throw BotApiException.badRequest("can't parse entities: Unexpected end tag at byte offset " + offset);
        }
    }
}
