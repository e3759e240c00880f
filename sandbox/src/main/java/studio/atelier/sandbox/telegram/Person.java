package studio.atelier.sandbox.telegram;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A test user as Telegram knows them. */
public record Person(
        long telegramId,
        String firstName,
        @Nullable String lastName,
        @Nullable String username,
        String languageCode,
        boolean premium,
        boolean operator) {

    /** This user with another Telegram language. */
    Person speaking(String otherLanguageCode) {
        return new Person(telegramId, firstName, lastName, username, otherLanguageCode, premium, operator);
    }

    /** The {@code User} object of updates and initData. */
    public Map<String, Object> asUser() {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", telegramId);
        user.put("is_bot", false);
        putNames(user);
        user.put("language_code", languageCode);
        if (premium) {
            user.put("is_premium", true);
        }
        return user;
    }

    /** The private {@code Chat} object with this user. */
    Map<String, Object> asChat() {
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("id", telegramId);
        putNames(chat);
        chat.put("type", "private");
        return chat;
    }

    private void putNames(Map<String, Object> json) {
        json.put("first_name", firstName);
        if (lastName != null) {
            json.put("last_name", lastName);
        }
        if (username != null) {
            json.put("username", username);
        }
    }
}
