package studio.atelier.platform.language;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.WireNameConverter;

/**
 * The supported languages: the services' only list of them (the Mini App's is {@code language.ts}). Texts are in
 * {@code i18n/*.properties}, where the files without a language are in {@link #DEFAULT}, and in the price list.
 */
public enum SupportedLanguage {
    RU,
    UK,
    EN;

    /** The language if no supported one is known. */
    public static final SupportedLanguage DEFAULT = EN;

    /** The exchange attribute with the {@link Locale} of the caller's token, if there is one. */
    public static final String CALLER_ATTRIBUTE = SupportedLanguage.class.getName() + ".caller";

    private static final List<String> CODES =
            Stream.of(values()).map(SupportedLanguage::languageCode).toList();

    private final Locale locale = Locale.of(WireNameConverter.toWireName(this));

    /**
     * The language with exactly this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static SupportedLanguage ofCode(String code) {
        return Stream.of(values())
                .filter(language -> language.languageCode().equals(code))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("Language is not supported"));
    }

    /** The nearest to an IETF tag such as {@code uk} or {@code en-US}; {@link #DEFAULT} if none is near. */
    public static SupportedLanguage nearestTo(@Nullable String tag) {
        return findAccepted(tag).orElse(DEFAULT);
    }

    /** The first supported language of an {@code Accept-Language} header; empty if it names none, or is malformed. */
    public static Optional<SupportedLanguage> findAccepted(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > 500) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Locale.lookupTag(Locale.LanguageRange.parse(header), CODES))
                    .map(SupportedLanguage::ofCode);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The code in the API, in events and in databases, such as {@code uk}. */
    @JsonValue
    public String languageCode() {
        return locale.getLanguage();
    }

    /** The locale for texts, numbers and dates. */
    public Locale toLocale() {
        return locale;
    }
}
