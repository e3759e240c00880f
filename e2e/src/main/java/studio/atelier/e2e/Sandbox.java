package studio.atelier.e2e;

import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The sandbox's control API. */
public final class Sandbox {

    private final Http http;

    /** The sandbox at this address. */
    public Sandbox(URI address) {
        this.http = new Http(address);
    }

    /** initData for this user, signed as Telegram signs it. */
    public String initData(long telegramId) {
        return initData(Map.of("telegramId", telegramId));
    }

    /** initData with options: {@code authDateOffsetSeconds}, {@code botToken}, {@code languageCode}, … */
    public String initData(Map<String, Object> wishes) {
        return expect(http.send("POST", "/sandbox/telegram/init-data", Map.of(), wishes))
                .text("/initData");
    }

    /** Resets all behaviour and deletes everything recorded. */
    public void reset() {
        expect(http.send("POST", "/sandbox/reset", Map.of(), Map.of()));
    }

    /** Makes the next calls of kie.ai fail in one way. */
    public void kieNext(String fault, int times) {
        expect(http.send("POST", "/sandbox/faults/kie/next/" + fault + "?count=" + times, Map.of(), null));
    }

    /** Changes how kie.ai behaves from now on; omitted members keep their values. */
    public void kie(Map<String, Object> changes) {
        expect(http.send("PATCH", "/sandbox/faults", Map.of(), Map.of("kie", changes)));
    }

    /** The tasks created at kie.ai, with what was done with each. */
    public List<JsonNode> kieTasks() {
        JsonNode tasks =
                expect(http.send("GET", "/sandbox/kie/tasks", Map.of(), null)).json();
        return tasks.isArray()
                ? tasks.values().stream().toList()
                : tasks.path("items").values().stream().toList();
    }

    /** The last calls that asked kie.ai for an image, including refused ones, newest first. */
    public List<JsonNode> kieCalls(int most) {
        return expect(http.send("GET", "/sandbox/kie/calls?limit=" + most, Map.of(), null))
                .json()
                .path("items")
                .values()
                .stream()
                .toList();
    }

    /** Grants units to a user through the operator API. */
    public void grant(long telegramId, String unit, long amount) {
        expect(http.send(
                "POST",
                "/sandbox/people/" + telegramId + "/grants",
                Map.of(),
                Map.of("unit", unit, "amount", amount, "reason", "test")));
    }

    /** A sample photo: {@code anna}, {@code bohdan}, or a garment. */
    public byte[] sample(String name) {
        return expect(http.send("GET", "/sandbox/samples/" + name + ".jpg", Map.of(), null))
                .body();
    }

    /** The messages in a user's chat with the bot. */
    public JsonNode chat(long telegramId) {
        return expect(http.send("GET", "/sandbox/telegram/chats/" + telegramId, Map.of(), null))
                .json();
    }

    /** Sends the bot a user's text message. */
    public void write(long telegramId, String text) {
        expect(http.send(
                "POST", "/sandbox/telegram/chats/" + telegramId + "/messages", Map.of(), Map.of("text", text)));
    }

    /** Sends the bot a user's photo. */
    public void sendPhoto(long telegramId, byte[] jpeg) {
        expect(http.send(
                "POST",
                "/sandbox/telegram/chats/" + telegramId + "/photos",
                Map.of(),
                Http.Form.ofFile("photo", "photo.jpg", "image/jpeg", jpeg)));
    }

    /** Sends a message that the bot prepared for one user to another. */
    public void sendPrepared(long telegramId, String messageId, long to) {
        expect(http.send(
                "POST",
                "/sandbox/telegram/people/" + telegramId + "/prepared-messages/" + messageId + "/send",
                Map.of(),
                Map.of("to", to)));
    }

    /** A file in a chat. */
    public byte[] file(String fileId) {
        return expect(http.send("GET", "/sandbox/telegram/files/" + fileId, Map.of(), null))
                .body();
    }

    private static Http.Answer expect(Http.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("The sandbox answered " + answer);
        }
        return answer;
    }
}
