package studio.atelier.chat.update;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of an update. Kinds of update we do not know are read as updates about no chat. */
@Component
class UpdateReader {

    private final JsonMapper json;

    UpdateReader(JsonMapper json) {
        this.json = json;
    }

    /** Reads an update; empty if the text is none. */
    Optional<IncomingUpdate> read(String text) {
        try {
            JsonNode update = json.readTree(text);
            return update.path("update_id").canConvertToLong()
                            && update.path("update_id").isIntegralNumber()
                    ? Optional.of(read(update))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static IncomingUpdate read(JsonNode update) {
        JsonNode membership = update.path("my_chat_member");
        JsonNode subject = membership.isObject() ? membership : update.path("message");
        JsonNode chat = subject.path("chat");
        return new IncomingUpdate(
                update.path("update_id").asLong(),
                chat.path("id").asLong(0),
                "private".equals(text(chat.path("type"))),
                text(subject.path("text")),
                text(subject.path("from").path("language_code")),
                "kicked".equals(text(membership.path("new_chat_member").path("status"))));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
