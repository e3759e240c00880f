package studio.atelier.platform.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The supported languages of responses. */
public final class SupportedLanguages {

    /** The language if no supported one is known. */
    public static final Locale DEFAULT = Locale.ENGLISH;

    /** The exchange attribute with the {@link Locale} of the caller's token, if there is one. */
    public static final String CALLER_ATTRIBUTE = SupportedLanguages.class.getName() + ".caller";

    private static final List<Locale> SUPPORTED = List.of(Locale.of("ru"), Locale.of("uk"), DEFAULT);

    private SupportedLanguages() {}

    /** The first supported language of an {@code Accept-Language} header; empty if it names none, or is malformed. */
    public static Optional<Locale> findAccepted(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > 500) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Locale.lookup(Locale.LanguageRange.parse(header), SUPPORTED));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The supported language with this tag, or {@link #DEFAULT}. */
    public static Locale ofTag(@Nullable String tag) {
        return findAccepted(tag).orElse(DEFAULT);
    }
}
