package studio.atelier.platform.logging;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks everything in a text that must not be logged: keys, tokens, passwords, initData, queries of addresses, card
 * numbers, phone numbers, also if percent-encoded. In doubt it masks, even a harmless number.
 */
public final class SensitiveTextMasking {

    /** Longer texts are cut: they are not read, and matching takes time. */
    private static final int LONGEST = 32_768;

    /** Up to this many characters are removed at the cut, so that no half of a secret remains. */
    private static final int LONGEST_WORD = 4096;

    private static final int MOST_ENCODINGS = 3;

    private static final String MASK = "[masked]";

    private static final Pattern WEB_TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]{6,500}+\\.[A-Za-z0-9_-]{6,4000}(?:\\.[A-Za-z0-9_-]*)?");

    private static final Pattern BOT_TOKEN = Pattern.compile("(?<!\\d)\\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}");

    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}");

    /** A name and its value, up to the closing quote if it is quoted. */
    private static final Pattern NAMED =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|access[_-]?token|refresh[_-]?token|authorization"
                    + "|(?:api|private|webhook|ticket|link|hmac|access|signing|encryption)[_-]?key"
                    + "|init[_-]?data|signature|sig|ticket|token|client[_-]secret|cvc|cvv|card[_-]?number"
                    + "|cookie)\\\\?[\"']?\\s*[=:]\\s*)(?:(\\\\?[\"'])(?!\\[)(?:(?!\\2)[^\\r\\n]){1,4096}+(?=\\2)"
                    + "|\\\\?[\"']?(?!\\[)[^\\s\"'&,;}\\]\\\\]{3,})");

    /** User and password before the host of a URL. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s\"'<>@]{1,1024}+@");

    private static final Pattern KEY = Pattern.compile("\\b(?:sk|pk|rk|live|test|key)[-_][A-Za-z0-9_-]{16,}");

    private static final Pattern HEX_KEY =
            Pattern.compile("(?<![0-9A-Za-z-])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{32})(?![0-9A-Za-z-])");

    /** At least 240 random bits in base64url, such as refresh tokens and tickets; {@link #isRandom} checks further. */
    private static final Pattern RANDOM = Pattern.compile("(?<![\\w.$-])[A-Za-z0-9_-]{40,}+(?!\\.java:)");

    /** Grouped digits, as in written card numbers; {@link #maskCards} checks further. */
    private static final Pattern DIGITS = Pattern.compile("(?<![\\w-])\\d++(?:[ -]\\d++)*+");

    /** Numbers with a known length first, so that a following number is not taken as part of them. */
    private static final Pattern PHONE_WITH_PLUS =
            Pattern.compile("(?<![\\d.])\\+(?:7(?:[ ()-]{0,2}\\d){10}|380(?:[ ()-]{0,2}\\d){9}|\\d{10,15}"
                    + "|\\d(?:[ ()-]{0,2}\\d){9,14})(?!\\d)");

    private static final Pattern RUSSIAN_PHONE =
            Pattern.compile("(?<![\\w.:-])[78][ -]?\\(?\\d{3}\\)?[ -]?\\d{3}[ -]?\\d{2}[ -]?\\d{2}(?![\\w-])");

    private static final Pattern UKRAINIAN_PHONE =
            Pattern.compile("(?<![\\w.:-])380[ -]?\\d{2}[ -]?\\d{3}[ -]?\\d{2}[ -]?\\d{2}(?![\\w-])");

    /** The signature that identifies initData, plain or encoded once more. */
    private static final Pattern INIT_DATA = Pattern.compile("hash(?:=|%3D)[0-9a-fA-F]{64}");

    /** The user in decoded initData; its quotes would end the masking around the signature. */
    private static final Pattern USER = Pattern.compile("\\b(user|receiver|chat)=\\{[^\\r\\n}]{1,1024}+}");

    private static final String ENDS_OF_INIT_DATA = " \t\r\n\"'?#<>";

    private static final String ENDS_OF_ADDRESS = " \t\r\n\"'<>";

    private static final int SHORTEST_RANDOM = 40;
    private static final int SHORTEST_KEY = 19;
    private static final int SHORTEST_PHONE = 10;
    private static final int SHORTEST_CARD = 14;
    private static final int LONGEST_CARD = 19;
    private static final int LONGEST_GROUP = 8;

    private SensitiveTextMasking() {}

    /** The text with all sensitive parts masked; decoded if they can only be masked in that form. */
    public static String maskText(String text) {
        String whole = text.length() > LONGEST ? shortenText(text) : text;
        String once = encodedOnce(whole);
        String masked = maskAsItIs(once);
        if (once.indexOf('%') >= 0) {
            String decoded = decodeEscapes(masked);
            String maskedDecoded = maskAsItIs(decoded);
            masked = maskedDecoded.equals(decoded) ? masked : maskedDecoded;
        }
        return masked.equals(once) ? whole : masked;
    }

    /** The text with nested escapes, such as {@code %252B}, reduced to single ones. */
    private static String encodedOnce(String text) {
        String once = text;
        for (int i = 0; i < MOST_ENCODINGS && once.contains("%25"); i++) {
            once = once.replace("%25", "%");
        }
        return once;
    }

    private static String shortenText(String text) {
        int end = LONGEST;
        while (end > LONGEST - LONGEST_WORD && !Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    /** Tries each pattern only if the text has the characters it needs: most lines have none. */
    private static String maskAsItIs(String text) {
        MaskedTextTraits traits = MaskedTextTraits.of(text);
        String masked = text;
        if (traits.mayName) {
            masked = USER.matcher(masked).replaceAll("$1=" + MASK);
        }
        if (traits.longestWord >= SHORTEST_KEY) {
            masked = initData(masked);
            masked = WEB_TOKEN.matcher(masked).replaceAll("[token]");
            masked = BOT_TOKEN.matcher(masked).replaceAll("[bot-token]");
        }
        if (traits.hasQuestionMark) {
            masked = maskQueries(masked);
        }
        if (traits.hasAtSign) {
            masked = CREDENTIALS.matcher(masked).replaceAll("://" + MASK + "@");
        }
        if (traits.mayAuthorize) {
            masked = AUTHORIZATION.matcher(masked).replaceAll("$1 " + MASK);
        }
        if (traits.longestWord >= SHORTEST_KEY) {
            masked = KEY.matcher(masked).replaceAll("[key]");
            masked = HEX_KEY.matcher(masked).replaceAll("[key]");
        }
        if (traits.longestWord >= SHORTEST_RANDOM) {
            masked = RANDOM.matcher(masked).replaceAll(SensitiveTextMasking::randomOrNot);
        }
        if (traits.mostDigits >= SHORTEST_CARD) {
            masked = DIGITS.matcher(masked).replaceAll(SensitiveTextMasking::maskCards);
        }
        if (traits.mostDigits >= SHORTEST_PHONE) {
            masked = PHONE_WITH_PLUS.matcher(masked).replaceAll("[phone]");
            masked = RUSSIAN_PHONE.matcher(masked).replaceAll("[phone]");
            masked = UKRAINIAN_PHONE.matcher(masked).replaceAll("[phone]");
        }
        if (traits.mayName) {
            masked = NAMED.matcher(masked).replaceAll("$1$2" + MASK);
        }
        return masked;
    }

    /** Masks the signature and everything around it up to white space or quotes. */
    private static String initData(String text) {
        Matcher signatures = INIT_DATA.matcher(text);
        StringBuilder masked = new StringBuilder();
        int done = 0;
        while (signatures.find()) {
            if (signatures.start() >= done) {
                masked.append(text, done, startOf(text, signatures.start(), done))
                        .append("[initData]");
                done = endOf(text, signatures.end(), ENDS_OF_INIT_DATA);
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    /** Masks what follows the question mark of a URL or a path. */
    private static String maskQueries(String text) {
        StringBuilder masked = new StringBuilder();
        int done = 0;
        boolean inAddress = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '?' && inAddress) {
                masked.append(text, done, i).append("?[query]");
                done = endOf(text, i, ENDS_OF_ADDRESS);
                i = done;
            }
            inAddress = c == '/' || (inAddress && ENDS_OF_ADDRESS.indexOf(c) < 0);
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    private static int startOf(String text, int from, int lowest) {
        int start = from;
        while (start > lowest && ENDS_OF_INIT_DATA.indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }

    private static int endOf(String text, int from, String ends) {
        int end = from;
        while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static String randomOrNot(MatchResult word) {
        return isRandom(word.group()) ? "[token]" : word.group();
    }

    /**
     * Whether it has letters of both cases, and digits, dashes or underscores: random characters nearly always do, our
     * own ids and names do not.
     */
    private static boolean isRandom(String word) {
        return word.chars().anyMatch(c -> isDigit(c) || c == '-' || c == '_')
                && word.chars().anyMatch(c -> c >= 'a' && c <= 'z')
                && word.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    }

    /** Masks the card numbers among groups of digits, such as the first sixteen of {@code 4111111111111111 200}. */
    private static String maskCards(MatchResult found) {
        String text = found.group();
        StringBuilder masked = new StringBuilder();
        int start = 0;
        while (start < text.length()) {
            int card = endOfCard(text, start);
            int next = card > start ? card : endOfGroup(text, start);
            masked.append(card > start ? "[card]" : text.substring(start, next));
            if (next < text.length()) {
                masked.append(text.charAt(next));
            }
            start = next + 1;
        }
        return masked.toString();
    }

    /** The end of the card number that begins here, or its start if there is none. */
    private static int endOfCard(String text, int start) {
        int end = endOfGroup(text, start);
        int digits = end - start;
        if (digits > LONGEST_GROUP) {
            return digits >= SHORTEST_CARD && digits <= LONGEST_CARD && isCard(text, start, end) ? end : start;
        }
        char separator = end < text.length() ? text.charAt(end) : 0;
        while (end < text.length() && text.charAt(end) == separator) {
            int next = endOfGroup(text, end + 1);
            digits += next - end - 1;
            if (next - end - 1 > LONGEST_GROUP || digits > LONGEST_CARD) {
                return start;
            }
            end = next;
            if (digits >= SHORTEST_CARD && isCard(text, start, end)) {
                return end;
            }
        }
        return start;
    }

    private static int endOfGroup(String text, int start) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Whether it begins like a card number and satisfies Luhn's checksum, as every card number does. */
    private static boolean isCard(String text, int start, int end) {
        if (text.charAt(start) < '2' || text.charAt(start) > '6') {
            return false;
        }
        int sum = 0;
        boolean doubled = false;
        for (int i = end - 1; i >= start; i--) {
            if (isDigit(text.charAt(i))) {
                int digit = (text.charAt(i) - '0') * (doubled ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                doubled = !doubled;
            }
        }
        return sum % 10 == 0;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /** The text with its percent escapes decoded as UTF-8; anything else is unchanged. */
    private static String decodeEscapes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int decoded = bytes[i] == '%' && i + 2 < bytes.length
                    ? (Character.digit(bytes[i + 1], 16) << 4) | Character.digit(bytes[i + 2], 16)
                    : -1;
            if (decoded >= 0) {
                i += 2;
            }
            bytes[length++] = decoded >= 0 ? (byte) decoded : bytes[i];
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * What one pass over a text finds.
     *
     * @param longestWord the most letters, digits, {@code -} and {@code _} in a row
     * @param mostDigits the most digits with at most three spaces, dashes or parentheses between them
     * @param mayName whether it has the sign between a name and a value
     * @param mayAuthorize whether it has a scheme of the Authorization header
     */
    private record MaskedTextTraits(
            int longestWord,
            int mostDigits,
            boolean hasQuestionMark,
            boolean hasAtSign,
            boolean mayName,
            boolean mayAuthorize) {

        static MaskedTextTraits of(String text) {
            int word = 0;
            int longestWord = 0;
            int digits = 0;
            int mostDigits = 0;
            int between = 0;
            boolean hasQuestionMark = false;
            boolean hasAtSign = false;
            boolean mayName = false;
            boolean mayAuthorize = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean isDigit = isDigit(c);
                boolean inWord = isDigit || isLetter(c) || c == '-' || c == '_';
                word = inWord ? word + 1 : 0;
                longestWord = Math.max(longestWord, word);
                if (isDigit) {
                    digits++;
                    between = 0;
                    mostDigits = Math.max(mostDigits, digits);
                } else if (++between > 3 || " -()".indexOf(c) < 0) {
                    digits = 0;
                }
                hasQuestionMark |= c == '?';
                hasAtSign |= c == '@';
                mayName |= c == '=' || c == ':';
                mayAuthorize |= (c | 0x20) == 'b'
                        && (text.regionMatches(true, i, "bearer", 0, 6) || text.regionMatches(true, i, "basic", 0, 5));
            }
            return new MaskedTextTraits(longestWord, mostDigits, hasQuestionMark, hasAtSign, mayName, mayAuthorize);
        }
    }
}
