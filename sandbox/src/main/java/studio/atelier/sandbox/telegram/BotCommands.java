package studio.atelier.sandbox.telegram;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import tools.jackson.databind.JsonNode;

/** The bot's lists of commands by scope and language, and the one that a user sees. */
@Component
public class BotCommands {

    private static final int MAX_LISTS = 1000;
    private static final String DEFAULT_SCOPE = "default";
    private static final String ANY_LANGUAGE = "";

    private final Map<Key, JsonNode> lists = new BoundedMap<>(MAX_LISTS);

    /**
     * Sets the list of this scope and language.
     *
     * @param scope a {@code BotCommandScope}, or null for all users
     * @param languageCode two letters, or null for users whose language has no list of its own
     */
    synchronized void set(@Nullable JsonNode scope, @Nullable String languageCode, JsonNode list) {
        String language = languageCode == null ? ANY_LANGUAGE : languageCode;
        if (!language.matches("|[a-z]{2}")) {
            throw BotApiException.badRequest("invalid language code specified");
        }
        lists.put(new Key(scopeName(scope), language), list);
    }

    /** The list of the narrowest scope, in the user's language if there is one. */
    public synchronized @Nullable JsonNode shownTo(Person person) {
        String language = Locale.forLanguageTag(person.languageCode()).getLanguage();
        return List.of("chat " + person.telegramId(), "all_private_chats", DEFAULT_SCOPE).stream()
                .flatMap(scope -> List.of(new Key(scope, language), new Key(scope, ANY_LANGUAGE)).stream())
                .map(lists::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String scopeName(@Nullable JsonNode scope) {
        if (scope == null) {
            return DEFAULT_SCOPE;
        }
        String type = scope.path("type").asString(DEFAULT_SCOPE);
        return type.equals("chat") ? "chat " + scope.path("chat_id").asString("") : type;
    }

    private record Key(String scope, String languageCode) {}
}
