package studio.atelier.auth.initdata;

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
                orEmpty(text(user.path("first_name"))),
                text(user.path("last_name")),
                text(user.path("username")),
                text(user.path("language_code")),
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

    private static @Nullable String text(JsonNode node) {
        String text = scalar(node);
        if (text == null || text.length() <= MAX_NAME) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
        return text.substring(0, end);
    }

    private static @Nullable String scalar(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean()
                ? node.asString().replace("\0", "") // PostgreSQL keeps no NUL
                : null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
