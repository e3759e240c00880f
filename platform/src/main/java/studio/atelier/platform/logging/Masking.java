package studio.atelier.platform.logging;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes unreadable, wherever it stands in a text, what must not be in a log: keys, tokens, passwords, initData, card
 * numbers, phone numbers. It would rather mask an innocent number than show a guilty one.
 */
public final class Masking {

    /** Longer texts are cut: nobody reads them, and matching takes time. */
    private static final int LONGEST = 32_768;

    private static final String MASK = "[masked]";

    private static final List<UnaryOperator<String>> STEPS = List.of(
            Masking::initData,
            replacing("eyJ[A-Za-z0-9_-]{6,4000}\\.[A-Za-z0-9_-]{6,4000}(?:\\.[A-Za-z0-9_-]*)?", "[token]"),
            replacing("(?<!\\d)\\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}", "[bot-token]"),
            replacing("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}", "$1 " + MASK),
            replacing(
                    "(?i)((?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|refresh[_-]?token|authorization"
                            + "|init[_-]?data|signature|sig|ticket|secret[_-]token|client[_-]secret|cvc|cvv|card[_-]?number"
                            + "|private[_-]?key|cookie)[\"']?\\s*[=:]\\s*[\"']?)(?!\\[)[^\\s\"'&,;}\\]]{3,}",
                    "$1" + MASK),
            replacing("\\b(?:sk|pk|rk|live|test|key)[-_][A-Za-z0-9_-]{16,}", "[key]"),
            replacing("(?<![0-9A-Za-z-])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{32})(?![0-9A-Za-z-])", "[key]"),
            Masking::cards,
            replacing("(?<![\\w.])\\+\\d[\\d ()-]{8,16}\\d(?!\\d)", "[phone]"),
            replacing("(?<![\\w.:-])[78][ -]?\\(?\\d{3}\\)?[ -]?\\d{3}[ -]?\\d{2}[ -]?\\d{2}(?![\\w-])", "[phone]"),
            replacing("(?<![\\w.:-])380[ -]?\\d{2}[ -]?\\d{3}[ -]?\\d{2}[ -]?\\d{2}(?![\\w-])", "[phone]"));

    private static final Pattern CARD = Pattern.compile("(?<![\\w-])\\d(?:[ -]?\\d){14,18}(?![\\w-])");

    /** The signature that makes initData what it is, plain or encoded once more. */
    private static final Pattern INIT_DATA = Pattern.compile("hash(?:=|%3D)[0-9a-fA-F]{64}");

    private static final String ENDS = " \t\r\n\"'?#<>";

    private Masking() {}

    /** The text with everything masked that must not be read. */
    public static String mask(String text) {
        String masked = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        for (UnaryOperator<String> step : STEPS) {
            masked = step.apply(masked);
        }
        return masked;
    }

    private static UnaryOperator<String> replacing(String pattern, String replacement) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).replaceAll(replacement);
    }

    /** Everything around the signature up to white space or quotes, before it and after it. */
    private static String initData(String text) {
        Matcher signatures = INIT_DATA.matcher(text);
        StringBuilder masked = new StringBuilder();
        int done = 0;
        while (signatures.find()) {
            if (signatures.start() >= done) {
                masked.append(text, done, startOf(text, signatures.start(), done))
                        .append("[initData]");
                done = endOf(text, signatures.end());
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    private static int startOf(String text, int from, int lowest) {
        int start = from;
        while (start > lowest && ENDS.indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }

    private static int endOf(String text, int from) {
        int end = from;
        while (end < text.length() && ENDS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static String cards(String text) {
        return CARD.matcher(text).replaceAll(Masking::cardOrNot);
    }

    private static String cardOrNot(MatchResult digits) {
        return hasCardChecksum(digits.group()) ? "[card]" : digits.group();
    }

    /** Luhn's, which every card number satisfies. */
    private static boolean hasCardChecksum(String text) {
        int sum = 0;
        boolean doubled = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            if (Character.isDigit(text.charAt(i))) {
                int digit = Character.digit(text.charAt(i), 10) * (doubled ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                doubled = !doubled;
            }
        }
        return sum % 10 == 0;
    }
}
