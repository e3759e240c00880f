package studio.atelier.auth.initdata;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses the JSON of the {@code user} pair. Accepts numbers and flags as strings, which some clients send. */
@Component
class TelegramUserReader {

    /** Longer than any name Telegram allows; longer names are cut, so that the table's limits always hold. */
    private static final int MAX_NAME = 128;

    private static final Pattern SPACES = Pattern.compile("[\\s\\u0085\\p{Z}]+");

    /**
     * Control characters (PostgreSQL cannot store NUL), unpaired surrogates (not encodable as UTF-8), and marks that
     * would change the direction of the text around the name. Marks that affect only the name itself stay.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u202A-\\u202E\\u2066-\\u2069]");

    private final JsonMapper mapper;

    TelegramUserReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Parses a user.
     *
     * @throws InitDataException.InitDataMalformed if the JSON does not describe one
     */
    TelegramUserProfile readUser(String json) {
        JsonNode user = parseJson(json);
        return new TelegramUserProfile(
                readUserId(user.path("id")),
                Objects.requireNonNullElse(readCleanText(user.path("first_name")), ""),
                readCleanText(user.path("last_name")),
                readCleanText(user.path("username")),
                readCleanText(user.path("language_code")),
                "true".equals(toScalarText(user.path("is_premium"))));
    }

    private JsonNode parseJson(String json) {
        try {
            return mapper.readTree(json);
        } catch (JacksonException e) {
            throw new InitDataException.InitDataMalformed("user is not JSON");
        }
    }

    private static long readUserId(JsonNode node) {
        String digits = toScalarText(node);
        if (digits == null || !digits.matches("[1-9][0-9]{0,17}")) {
            throw new InitDataException.InitDataMalformed("user has no id");
        }
        return Long.parseLong(digits);
    }

    /** The text on one line, without what cannot be stored, sent or shown; null if nothing remains. */
    private static @Nullable String readCleanText(JsonNode node) {
        String text = toScalarText(node);
        if (text == null) {
            return null;
        }
        String spaced = SPACES.matcher(text).replaceAll(" ");
        String clean = UNPRINTABLE.matcher(spaced).replaceAll("").strip();
        return clean.isEmpty() ? null : truncateText(clean);
    }

    private static String truncateText(String text) {
        if (text.length() <= MAX_NAME) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
        return text.substring(0, end).strip();
    }

    private static @Nullable String toScalarText(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean() ? node.asString() : null;
    }
}
