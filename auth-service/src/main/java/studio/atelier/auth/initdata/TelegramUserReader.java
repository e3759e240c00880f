package studio.atelier.auth.initdata;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of the {@code user} pair. Numbers and flags may come as strings, as some clients send them. */
@Component
class TelegramUserReader {

    /** Longer than any name Telegram allows; cut so that the table's limits always hold. */
    private static final int MAX_NAME = 128;

    private static final Pattern SPACES = Pattern.compile("[\\s\\u0085\\p{Z}]+");

    /**
     * Control characters (PostgreSQL keeps no NUL), halves of surrogate pairs (no UTF-8 for them), and the marks that
     * would turn the direction of the text around the name. Marks that only concern the name itself stay.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u202A-\\u202E\\u2066-\\u2069]");

    private final JsonMapper mapper;

    TelegramUserReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Reads a person.
     *
     * @throws InitDataException.Malformed if the JSON does not describe one
     */
    TelegramUser read(String json) {
        JsonNode user = parse(json);
        return new TelegramUser(
                id(user.path("id")),
                Objects.requireNonNullElse(name(user.path("first_name")), ""),
                name(user.path("last_name")),
                name(user.path("username")),
                name(user.path("language_code")),
                "true".equals(scalar(user.path("is_premium"))));
    }

    private JsonNode parse(String json) {
        try {
            return mapper.readTree(json);
        } catch (JacksonException e) {
            throw new InitDataException.Malformed("user is not JSON");
        }
    }

    private static long id(JsonNode node) {
        String digits = scalar(node);
        if (digits == null || !digits.matches("[1-9][0-9]{0,17}")) {
            throw new InitDataException.Malformed("user has no id");
        }
        return Long.parseLong(digits);
    }

    /** The text on one line, without what cannot be stored, sent or shown; null if nothing is left of it. */
    private static @Nullable String name(JsonNode node) {
        String text = scalar(node);
        if (text == null) {
            return null;
        }
        String spaced = SPACES.matcher(text).replaceAll(" ");
        String clean = UNPRINTABLE.matcher(spaced).replaceAll("").strip();
        return clean.isEmpty() ? null : cut(clean);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_NAME) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
        return text.substring(0, end).strip();
    }

    private static @Nullable String scalar(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean() ? node.asString() : null;
    }
}
