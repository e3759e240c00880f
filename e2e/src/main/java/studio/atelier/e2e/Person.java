package studio.atelier.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** Logs in the operator. */
    public static Person operator(Stack stack) {
        return login(stack, Long.parseLong(stack.setting("ATELIER_TELEGRAM_ADMIN_IDS")));
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

    /** The request body for an image of this prompt by a model of the catalogue. */
    public static Map<String, Object> modelOrder(String model, String prompt) {
        return Map.of("operation", "model", "modelId", model, "parameters", Map.of("prompt", prompt));
    }

    /** The request body for these orders as one batch. */
    public static Map<String, Object> batchOrder(List<Map<String, Object>> orders) {
        return Map.of("operation", "batch", "items", orders);
    }

    /**
     * Submits a try-on with two new uploads and returns the job's id.
     *
     * @throws IllegalStateException if it is not admitted
     */
    public String submitTryOn(Sandbox sandbox) {
        return submit(tryOnOrder(sandbox));
    }

    /**
     * Submits this order and returns the id of the job or batch.
     *
     * @throws IllegalStateException if it is not admitted
     */
    public String submit(Map<String, Object> order) {
        Http.Answer answer = post("/api/v1/generations", order);
        if (answer.status() != 202) {
            throw new IllegalStateException("The order was not admitted: " + answer);
        }
        return answer.text("/id");
    }

    /** Submits this order and returns the job's id; repeats the request while the service is away. */
    public String submitUntilAdmitted(Map<String, Object> order, Duration limit) {
        return submitUntilAdmitted(order, UUID.randomUUID().toString(), limit);
    }

    /** The same with this idempotency key, under which the order may have been submitted before. */
    public String submitUntilAdmitted(Map<String, Object> order, String key, Duration limit) {
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
                Person::hasEnded);
    }

    /**
     * Waits until every job of a batch has ended, and returns the batch.
     *
     * @throws IllegalStateException if one does not end within the limit
     */
    public JsonNode endedBatch(String batchId, Duration limit) {
        return Await.until(
                "batch " + batchId + " to end",
                limit,
                () -> get("/api/v1/batches/" + batchId).json(),
                Person::hasEnded);
    }

    /** Whether this job or batch has reached its last status. */
    private static boolean hasEnded(JsonNode job) {
        return switch (job.path("status").asString("")) {
            case "COMPLETED", "PARTIAL", "FAILED", "CANCELLED" -> true;
            default -> false;
        };
    }

    /**
     * What the account's history says of charges and of holds that wait for one, newest first: {@code charged -2}.
     * Repeats the request while the service is away.
     */
    public List<String> charges(Duration limit) {
        // The gateway's breaker may still be open for a service that has just restarted.
        return Await.until(
                        "the account's history",
                        limit,
                        () -> get("/api/v1/billing/history?limit=100"),
                        answer -> answer.status() == 200)
                .json()
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("kind").asString().equals("charge"))
                .map(entry -> entry.path("status").asString()
                        + ' '
                        + entry.path("amount").asLong())
                .toList();
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
