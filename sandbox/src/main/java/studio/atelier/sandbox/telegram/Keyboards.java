package studio.atelier.sandbox.telegram;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks keyboards as Telegram does. */
final class Keyboards {

    private static final int MAX_CALLBACK_DATA_BYTES = 64;
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1");

    private Keyboards() {}

    static void check(@Nullable JsonNode replyMarkup) {
        if (replyMarkup == null) {
            return;
        }
        if (!replyMarkup.isObject()) {
            throw BotApiException.badRequest("object expected as reply markup");
        }
        for (JsonNode row : replyMarkup.path("inline_keyboard")) {
            if (!row.isArray()) {
                throw BotApiException.badRequest("can't parse inline keyboard: Field must be of type Array");
            }
            row.forEach(Keyboards::checkButton);
        }
    }

    /**
     * As {@link #check}, for a message to any chat: buttons that only work in private chats with the bot are refused.
     */
    static void checkInline(@Nullable JsonNode replyMarkup) {
        check(replyMarkup);
        if (replyMarkup == null) {
            return;
        }
        for (JsonNode row : replyMarkup.path("inline_keyboard")) {
            for (JsonNode button : row) {
                if (button.has("web_app") || button.has("pay")) {
                    throw BotApiException.badRequest("BUTTON_TYPE_INVALID");
                }
            }
        }
    }

    private static void checkButton(JsonNode button) {
        if (button.path("text").asString("").isEmpty()) {
            throw BotApiException.badRequest("can't parse inline keyboard button: Can't find field \"text\"");
        }
        long actions = Stream.of(
                        "callback_data", "url", "web_app", "pay", "copy_text", "switch_inline_query", "login_url")
                .filter(button::has)
                .count();
        if (actions != 1) {
            throw BotApiException.badRequest(
                    "can't parse inline keyboard button: Text buttons are unallowed in the" + " inline keyboard");
        }
        int dataBytes = button.path("callback_data").asString("").getBytes(StandardCharsets.UTF_8).length;
        if (button.has("callback_data") && (dataBytes < 1 || dataBytes > MAX_CALLBACK_DATA_BYTES)) {
            throw BotApiException.badRequest("BUTTON_DATA_INVALID");
        }
        if (button.has("web_app")) {
            checkWebApp(button.path("web_app").path("url").asString(""));
        }
    }

    /**
     * Telegram accepts https only; its test environment also accepts http, and so does the sandbox for this machine.
     */
    static void checkWebApp(String url) {
        try {
            URI address = URI.create(url);
            boolean local =
                    "http".equals(address.getScheme()) && LOCAL_HOSTS.contains(String.valueOf(address.getHost()));
            if ("https".equals(address.getScheme()) || local) {
                return;
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw BotApiException.badRequest("Web App URL '" + url + "' is invalid: " + notAnAddress.getMessage());
        }
        throw BotApiException.badRequest("Web App URL '" + url + "' is invalid: Only HTTPS links are allowed");
    }
}
