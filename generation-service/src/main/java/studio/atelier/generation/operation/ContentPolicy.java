package studio.atelier.generation.operation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Refuses prompts for sexual content with minors before anything is written, held or sent: a prompt that has a word of
 * both lists. Providers apply policies of their own. The prompt itself is not logged.
 */
@Component
class ContentPolicy {

    private static final Logger log = LoggerFactory.getLogger(ContentPolicy.class);

    private static final int OF_AGE = 18;
    private static final Pattern AGE = Pattern.compile(
            "\\b(\\d{1,2})[\\s-]*(?:years?[\\s-]*old|y\\.?/?o\\b|лет\\w*|год\\w*|рок\\w*|річн\\w*)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Mn}]");
    /** Digits and signs that are written for letters, and the letters. */
    private static final String SIGNS = "013457@$";

    private static final String LETTERS_OF_SIGNS = "oieastas";
    /** Cyrillic letters that look like Latin ones, and those. */
    private static final String CYRILLIC = "аеорсхукіѕ";

    private static final String LATIN = "aeopcxykis";

    private final Pattern minors;
    private final Pattern sexual;
    private final Counter refused;

    ContentPolicy(ContentPolicyProperties properties, MeterRegistry meters) {
        this.minors = wholeWords(properties.minors());
        this.sexual = wholeWords(properties.sexual());
        this.refused = Counter.builder("atelier.generation.policy.refused")
                .description("Requests that the content policy refused")
                .tag("rule", "minors")
                .register(meters);
    }

    private static Pattern wholeWords(List<String> words) {
        return Pattern.compile("\\b(?:" + String.join("|", words) + ")\\b", Pattern.UNICODE_CHARACTER_CLASS);
    }

    /**
     * Checks a prompt.
     *
     * @throws OperationException.ContentNotAllowed if it is for sexual content with minors
     */
    void requireAllowed(String prompt) {
        List<String> readings = readingsOf(prompt);
        if (readings.stream().anyMatch(this::isAboutMinors)
                && readings.stream().anyMatch(reading -> sexual.matcher(reading).find())) {
            refused.increment();
            log.warn("A prompt for sexual content with minors is refused");
            throw new OperationException.ContentNotAllowed();
        }
    }

    private boolean isAboutMinors(String text) {
        return minors.matcher(text).find()
                || AGE.matcher(text).results().anyMatch(age -> Integer.parseInt(age.group(1)) < OF_AGE);
    }

    /**
     * The text as it is, with signs read as letters, and with the letters of each alphabet read as those of the other
     * that they look like.
     */
    private static List<String> readingsOf(String prompt) {
        String plain = INVISIBLE
                .matcher(Normalizer.normalize(prompt, Normalizer.Form.NFKC))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace('ё', 'е');
        return Stream.of(
                        plain,
                        replaceLetters(plain, SIGNS, LETTERS_OF_SIGNS),
                        replaceLetters(plain, CYRILLIC, LATIN),
                        replaceLetters(plain, LATIN, CYRILLIC))
                .distinct()
                .toList();
    }

    private static String replaceLetters(String text, String from, String to) {
        StringBuilder replaced = new StringBuilder(text);
        for (int i = 0; i < replaced.length(); i++) {
            int known = from.indexOf(replaced.charAt(i));
            if (known >= 0) {
                replaced.setCharAt(i, to.charAt(known));
            }
        }
        return replaced.toString();
    }
}
