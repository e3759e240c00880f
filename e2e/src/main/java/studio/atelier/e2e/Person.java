package studio.atelier.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A logged-in user of the app, with the calls the app makes. */
public final class Person {

    private final Http http;
    private final long telegramId;
    private volatile String token;
    private final String userId;

    private Person(Http http, long telegramId, JsonNode login) {
        this.http = http;
        this.telegramId = telegramId;
        this.token = login.path("accessToken").asString();
        this.userId = login.at("/user/id").asString();
    }

    /** Logs in a new user. */
    public static Person newcomer(Stack stack) {
        long telegramId = 1_000_000_000L + Math.floorMod(UUID.randomUUID().getMostSignificantBits(), 1_000_000_000L);
        return login(stack, telegramId);
    }

    /** Logs in this user. */
    public static Person login(Stack stack, long telegramId) {
        Http http = new Http(stack.gateway());
        String initData = new Sandbox(stack.sandbox()).initData(telegramId);
        Http.Answer answer = http.send("POST", "/api/v1/auth/telegram", Map.of(), Map.of("initData", initData));
        if (answer.status() != 200) {
            throw new IllegalStateException("Could not log in: " + answer);
        }
        return new Person(http, telegramId, answer.json());
    }

    /** The user whose login was answered like this. */
    public static Person loggedIn(Http http, long telegramId, Http.Answer login) {
        return new Person(http, telegramId, login.json());
    }

    /** The user's Telegram id. */
    public long telegramId() {
        return telegramId;
    }

    /** Atelier's user id. */
    public String userId() {
        return userId;
    }

    /** The access token. */
    public String token() {
        return token;
    }

    /** Sends a GET request. */
    public Http.Answer get(String path) {
        return http.send("GET", path, headers(null), null);
    }

    /** Sends a POST request with a new idempotency key. */
    public Http.Answer post(String path, @Nullable Object body) {
        return post(path, body, UUID.randomUUID().toString());
    }

    /** Sends a POST request with this idempotency key. */
    public Http.Answer post(String path, @Nullable Object body, String key) {
        return http.send("POST", path, headers(key), body);
    }

    /** Sends any other request. */
    public Http.Answer send(String method, String path, @Nullable Object body) {
        return http.send(method, path, headers(null), body);
    }

    /** The plain client, for concurrent requests. */
    public Http http() {
        return http;
    }

    /** The headers of a request. */
    public Map<String, String> headers(@Nullable String idempotencyKey) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", "Bearer " + token);
        headers.put("Accept-Language", "en");
        if (idempotencyKey != null) {
            headers.put("Idempotency-Key", idempotencyKey);
        }
        return headers;
    }

    /** Uploads a photo and returns the upload's id. */
    public String upload(byte[] jpeg) {
        Http.Answer answer =
                http.send("POST", "/api/v1/uploads", headers(null), Http.Form.ofFile("photo.jpg", "image/jpeg", jpeg));
        if (answer.status() != 201) {
            throw new IllegalStateException("Could not upload: " + answer);
        }
        return answer.text("/id");
    }

    /** Uploads two photos and submits a try-on with them. */
    public Http.Answer tryOn(Sandbox sandbox) {
        return post("/api/v1/generations", tryOnOrder(sandbox));
    }

    /** The request body for a try-on with two new uploads. */
    public Map<String, Object> tryOnOrder(Sandbox sandbox) {
        return tryOnOrder(upload(sandbox.sample("anna")), upload(sandbox.sample("shirt")));
    }

    /** The request body for a try-on with these uploads. */
    public static Map<String, Object> tryOnOrder(String personUploadId, String itemUploadId) {
        return Map.of(
                "operation",
                "try-on",
                "category",
                "upper-body",
                "personUploadId",
                personUploadId,
                "itemUploadId",
                itemUploadId);
    }

    /** The request body for a batch of pictures of these prompts. */
    public static Map<String, Object> batchOrder(String... prompts) {
        return Map.of(
                "operation",
                "batch",
                "items",
                Stream.of(prompts)
                        .map(prompt -> Map.of(
                                "operation",
                                "model",
                                "modelId",
                                "nano-banana-2",
                                "parameters",
                                Map.of("prompt", prompt)))
                        .toList());
    }

    /**
     * Submits a try-on with two new uploads and returns the job's id.
     *
     * @throws IllegalStateException if it is not admitted
     */
    public String submitTryOn(Sandbox sandbox) {
        Http.Answer answer = tryOn(sandbox);
        if (answer.status() != 202) {
            throw new IllegalStateException("The try-on was not admitted: " + answer);
        }
        return answer.text("/id");
    }

    /** Submits this order and returns the job's id; repeats the request while the service is away. */
    public String submitUntilAdmitted(Map<String, Object> order, Duration limit) {
        String key = UUID.randomUUID().toString();
        return Await.until(
                        "the job to be admitted",
                        limit,
                        () -> post("/api/v1/generations", order, key),
                        answer -> answer.status() == 202)
                .text("/id");
    }

    /**
     * Waits until a job has ended.
     *
     * @throws IllegalStateException if the job does not end within the limit
     */
    public JsonNode ended(String jobId, Duration limit) {
        return Await.until(
                "job " + jobId + " to end",
                limit,
                () -> get("/api/v1/generations/" + jobId).json(),
                job -> switch (job.path("status").asString("")) {
                    case "COMPLETED", "FAILED", "CANCELLED" -> true;
                    default -> false;
                });
    }

    /** The current balance. */
    public JsonNode balance() {
        return get("/api/v1/billing/balance").json();
    }

    /** The remaining free quota. */
    public long freeActions() {
        return balance().at("/free/actionsLeft").asLong();
    }

    /** Downloads the bytes at a link. */
    public Http.Answer download(String url) {
        return http.send("GET", URI.create(url).getRawPath() + query(url), Map.of(), null);
    }

    private static String query(String url) {
        String query = URI.create(url).getRawQuery();
        return query == null ? "" : "?" + query;
    }
}
