package studio.atelier.platform.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages we answer in. */
public final class SupportedLanguages {

    /** What is spoken where nothing better is known. */
    public static final Locale DEFAULT = Locale.ENGLISH;

    /** Where a request's exchange holds the {@link Locale} its caller's token names, if there is one. */
    public static final String CALLER_ATTRIBUTE = SupportedLanguages.class.getName() + ".caller";

    private static final List<Locale> OURS = List.of(Locale.of("ru"), Locale.of("uk"), DEFAULT);

    private SupportedLanguages() {}

    /** The first of ours that an {@code Accept-Language} header asks for; empty if it names none, or is malformed. */
    public static Optional<Locale> findAccepted(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > 500) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Locale.lookup(Locale.LanguageRange.parse(header), OURS));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The one of ours with this language tag, or {@link #DEFAULT}. */
    public static Locale ofTag(@Nullable String tag) {
        return findAccepted(tag).orElse(DEFAULT);
    }
}
