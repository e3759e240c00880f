package studio.atelier.e2e;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Users who spend and read while services restart. They repeat what was refused, an order with the same idempotency
 * key, and record everything that is neither an answer nor a refusal by a service that restarts.
 */
final class UserLoad {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration PACE = Duration.ofMillis(150);
    private static final String GATEWAY = "gateway-service";
    private static final String CHAT = "chat-service";

    /** A user's free quota, and what one job takes of it. */
    private static final int QUOTA = 10;

    private static final int PRICE = 2;

    /** A request to each service; chat has no collection to read, so one that it does not find. */
    private static final Map<String, String> READS = Map.of(
            "auth-service",
            "/api/v1/auth/me",
            "billing-service",
            "/api/v1/billing/balance",
            "generation-service",
            "/api/v1/generations",
            CHAT,
            "/api/v1/chat/photos/" + new UUID(0, 0),
            GATEWAY,
            "/api/v1/auth/sessions");

    private final Sandbox sandbox;
    private final Http http;
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final LongAdder completed = new LongAdder();
    private volatile String restarting = "";
    private volatile boolean stopped;

    UserLoad(Stack stack, Sandbox sandbox) {
        this.sandbox = sandbox;
        this.http = new Http(stack.gateway());
    }

    /** Orders images until stopped, each new user as many as the free quota pays for. */
    void spend() {
        while (!stopped) {
            Person user = login();
            int jobs = 0;
            while (!stopped && jobs < QUOTA / PRICE) {
                orderImage(user);
                jobs++;
            }
            awaitBalance(user, QUOTA - PRICE * jobs);
        }
    }

    /** Reads from every service until stopped, a few times a second: a restart needs the processor, too. */
    void read() {
        while (!stopped) {
            Person user = login();
            for (String service : READS.keySet()) {
                read(user, service);
                LockSupport.parkNanos(PACE.toNanos());
            }
        }
    }

    private void read(Person user, String service) {
        serve("reads of " + service, () -> user.get(READS.get(service)));
    }

    /** Says which service restarts from now on: while it is the gateway, its port may be closed. */
    void serviceRestarts(String service) {
        restarting = service;
    }

    /** Waits until the service answers through the gateway. */
    void awaitAnswerOf(String service) {
        read(login(), service);
    }

    void awaitCompletedJob() {
        long before = completed.sum();
        Await.until("a job to be completed", LIMIT, completed::sum, now -> now > before);
    }

    void stop() {
        stopped = true;
    }

    /** What must not happen. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** The numbers of answers and refusals. */
    @Override
    public String toString() {
        return "%d jobs completed, answers: %s".formatted(completed.sum(), answers);
    }

    private void orderImage(Person user) {
        Map<String, Object> order = Person.tryOnOrder(upload(user, "anna"), upload(user, "shirt"));
        String key = UUID.randomUUID().toString();
        String path = "/api/v1/generations/"
                + serve("orders", () -> user.post("/api/v1/generations", order, key))
                        .text("/id");
        JsonNode job = Await.until(
                "the end of " + path,
                LIMIT,
                PACE,
                () -> serve("jobs", () -> user.get(path)).json(),
                now -> !List.of("PENDING", "PROCESSING")
                        .contains(now.path("status").asString()));
        if (!job.path("status").asString().equals("COMPLETED")) {
            violations.add("An accepted job ended otherwise: " + job);
        }
        serve("downloads", () -> user.download(job.at("/images/0/url").asString()));
        completed.increment();
    }

    private String upload(Person user, String sample) {
        Http.Form photo = Http.Form.ofFile("photo.jpg", "image/jpeg", sandbox.sample(sample));
        return serve("uploads", () -> user.send("POST", "/api/v1/uploads", photo))
                .text("/id");
    }

    private Person login() {
        long telegramId = 1_000_000_000L + new SplittableRandom().nextLong(1_000_000_000L);
        String initData = sandbox.initData(telegramId);
        Http.Answer login = serve(
                "logins", () -> http.send("POST", "/api/v1/auth/telegram", Map.of(), Map.of("initData", initData)));
        return Person.loggedIn(http, telegramId, login);
    }

    private void awaitBalance(Person user, long left) {
        Await.until(
                "the charges of user " + user.userId(),
                LIMIT,
                PACE,
                () -> serve("balances", () -> user.get("/api/v1/billing/balance"))
                        .json(),
                balance -> balance.at("/free/actionsLeft").asLong() == left
                        && balance.at("/held/actions").asLong() == 0);
    }

    /** Sends the request again and again until it is not refused. */
    private Http.Answer serve(String what, Supplier<Http.Answer> request) {
        return Await.until(what, LIMIT, PACE, () -> send(what, request), answer -> !isRefusal(answer));
    }

    private Http.Answer send(String what, Supplier<Http.Answer> request) {
        String underWay = restarting;
        try {
            Http.Answer answer = request.get();
            count(what + " " + (isRefusal(answer) ? "refused" : "answered"));
            if (!isRefusal(answer) && !isWanted(what, answer)) {
                violations.add("During the restart of %s, %s: %s".formatted(restarting, what, answer));
            }
            return answer;
        } catch (UncheckedIOException e) {
            count(what + " without connection");
            if (!restarting.equals(GATEWAY) && !underWay.equals(GATEWAY)) {
                violations.add("During the restart of %s, %s: %s".formatted(restarting, what, e.getCause()));
            }
            throw e;
        }
    }

    private static boolean isWanted(String what, Http.Answer answer) {
        return what.endsWith(CHAT) ? answer.status() == 404 : answer.status() / 100 == 2;
    }

    private static boolean isRefusal(Http.Answer answer) {
        return answer.status() == 503 && answer.headers().containsKey("Retry-After");
    }

    private void count(String what) {
        answers.computeIfAbsent(what, name -> new LongAdder()).increment();
    }
}
