package studio.atelier.e2e;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The sandbox's control API. */
public final class Sandbox {

    /** The image providers that share one kind of fault plan; kie.ai has one of its own. */
    public static final List<String> OTHER_PROVIDERS =
            List.of("openai", "pollinations", "venice", "a1111", "replicate");

    private static final String KIE = "kie";

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
        return post("/sandbox/telegram/init-data", wishes).text("/initData");
    }

    /** Resets all behaviour and deletes everything recorded. */
    public void reset() {
        post("/sandbox/reset", null);
    }

    /** Makes the next calls of kie.ai fail in one way. */
    public void kieNext(String fault, int times) {
        providerNext(KIE, fault, times);
    }

    /** Makes the next calls of an image provider fail in one way. */
    public void providerNext(String provider, String fault, int times) {
        post("/sandbox/faults/" + provider + "/next/" + fault + "?count=" + times, null);
    }

    /** Changes how kie.ai behaves from now on; omitted members keep their values. */
    public void kie(Map<String, Object> changes) {
        provider(KIE, changes);
    }

    /** Changes how an image provider behaves from now on; omitted members keep their values. */
    public void provider(String provider, Map<String, Object> changes) {
        expect(http.send("PATCH", "/sandbox/faults", Map.of(), Map.of(provider, changes)));
    }

    /** The last tasks created at kie.ai, a hundred at most, with what was done with each. */
    public List<JsonNode> kieTasks() {
        return items("/sandbox/kie/tasks");
    }

    /** The last tasks created at kie.ai, with what was done with each, newest first. */
    public List<JsonNode> kieTasks(int most) {
        return items("/sandbox/kie/tasks?limit=" + most);
    }

    /** Sends the callback of one of kie.ai's tasks now, also one that was lost, and waits for the response to it. */
    public void sendKieCallback(String taskId) {
        post("/sandbox/kie/tasks/" + taskId + "/callback", null);
    }

    /** The last calls that asked kie.ai for an image, including refused ones, newest first. */
    public List<JsonNode> kieCalls(int most) {
        return items("/sandbox/kie/calls?limit=" + most);
    }

    /**
     * The calls that asked an image provider beside kie.ai for an image of this prompt, including refused ones, newest
     * first.
     *
     * @param prompt one word that occurs in no other prompt
     */
    public List<JsonNode> providerCalls(String provider, String prompt) {
        return items("/sandbox/" + provider + "/calls?limit=5000&text=" + prompt);
    }

    /** How many images an image provider beside kie.ai has made and billed. */
    public long imagesBilled(String provider) {
        return get("/sandbox/" + provider + "/calls?limit=0")
                .json()
                .at("/counts/billed")
                .asLong(0);
    }

    /** Grants units to a user through the operator API. */
    public void grant(long telegramId, String unit, long amount) {
        post("/sandbox/people/" + telegramId + "/grants", Map.of("unit", unit, "amount", amount, "reason", "test"));
    }

    /** A sample photo: {@code anna}, {@code bohdan}, or a garment. */
    public byte[] sample(String name) {
        return get("/sandbox/samples/" + name + ".jpg").body();
    }

    /** The messages in a user's chat with the bot. */
    public JsonNode chat(long telegramId) {
        return get("/sandbox/telegram/chats/" + telegramId).json();
    }

    /** Sends the bot a user's text message. */
    public void write(long telegramId, String text) {
        post("/sandbox/telegram/chats/" + telegramId + "/messages", Map.of("text", text));
    }

    /** Sends the bot a user's photo. */
    public void sendPhoto(long telegramId, byte[] jpeg) {
        post(
                "/sandbox/telegram/chats/" + telegramId + "/photos",
                Http.Form.ofFile("photo", "photo.jpg", "image/jpeg", jpeg));
    }

    /** Sends a message that the bot prepared for one user to another. */
    public void sendPrepared(long telegramId, String messageId, long to) {
        post("/sandbox/telegram/people/" + telegramId + "/prepared-messages/" + messageId + "/send", Map.of("to", to));
    }

    /** A file in a chat. */
    public byte[] file(String fileId) {
        return get("/sandbox/telegram/files/" + fileId).body();
    }

    private List<JsonNode> items(String path) {
        return get(path).json().path("items").valueStream().toList();
    }

    private Http.Answer get(String path) {
        return expect(http.send("GET", path, Map.of(), null));
    }

    private Http.Answer post(String path, @Nullable Object body) {
        return expect(http.send("POST", path, Map.of(), body));
    }

    private static Http.Answer expect(Http.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("The sandbox answered " + answer);
        }
        return answer;
    }
}
