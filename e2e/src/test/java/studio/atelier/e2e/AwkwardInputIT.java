package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.e2e.ApiDocument.Operation;
import studio.atelier.e2e.ApiDocument.Place;
import tools.jackson.core.JacksonException;

/**
 * Sends awkward values in every place of every documented operation: each request gets a response, none 5xx, and each
 * refusal is problem details with a code. {@code -Datelier.e2e.awkward=all} sends all values, which takes minutes;
 * otherwise a sample for each place, the same in each run.
 */
@WholeStack
class AwkwardInputIT {

    private static final System.Logger log = System.getLogger(AwkwardInputIT.class.getName());

    private static final boolean ALL = "all".equals(System.getProperty("atelier.e2e.awkward"));
    private static final int OF_EACH_PLACE = 14;
    private static final int CONNECTIONS = 6;
    private static final long SEED = 20_260_101L;
    private static final Duration JOB_LIMIT = Duration.ofSeconds(60);
    private static final long OPERATOR = 1_001L;
    /** Everybody may read the models. */
    private static final String MODELS = "/api/v1/models/";

    /** Headers that every operation reads, documented or not. */
    private static final List<String> HEADERS = AwkwardTexts.list("headers").toList();

    private static final List<String> REFUSED =
            AwkwardTexts.list("refusedRequests").toList();

    @Test
    void answersEveryAwkwardRequestWithSense(Stack stack) {
        List<Attempt> attempts = new ArrayList<>();
        Person operator = Person.login(stack, operatorOf(stack));
        for (Operation operation : ApiDocument.of(stack).operations()) {
            for (URI door : doors(stack, operation)) {
                attempts.addAll(attempts(operation, door, operator));
            }
        }
        Collections.shuffle(attempts, new Random(SEED));

        List<Outcome> outcomes = send(attempts);

        report(outcomes);
        assertThat(outcomes.stream().map(Outcome::complaint).filter(complaint -> !complaint.isEmpty()))
                .isEmpty();
    }

    /** Includes refusals before any controller, and undocumented paths. */
    @Test
    void saysInProblemDetailsWhatItRefuses(Stack stack) {
        Person operator = Person.login(stack, operatorOf(stack));
        List<Attempt> attempts = new ArrayList<>();
        for (String service : List.of("", "AUTH", "BILLING", "GENERATION", "CHAT")) {
            URI door = service.isEmpty() ? stack.gateway() : stack.service(service);
            REFUSED.forEach(line -> attempts.add(Attempt.ofLine(line, door, operator.headers(null))));
        }
        for (URI door : List.of(stack.gateway(), stack.service("GENERATION"))) {
            attempts.add(Attempt.ofLine("POST /webhooks/kie", door, Map.of()));
            attempts.add(Attempt.ofLine("PUT /webhooks/kie", door, operator.headers(null)));
        }

        assertThat(send(attempts)).allSatisfy(outcome -> {
            assertThat(outcome.complaint()).isEmpty();
            assertThat(outcome.status()).as("%s", outcome).isBetween(400, 499);
        });
    }

    @Test
    void asksForATokenBeforeAnythingElse(Stack stack) {
        List<Attempt> attempts = new ArrayList<>();
        for (Operation operation : ApiDocument.of(stack).operations()) {
            if (operation.secured()) {
                for (URI door : doors(stack, operation)) {
                    attempts.add(Attempt.plain(operation, door, Map.of()));
                }
            }
        }

        assertThat(send(attempts))
                .isNotEmpty()
                .allSatisfy(outcome ->
                        assertThat(outcome.status()).as("%s", outcome).isEqualTo(401));
    }

    /** Covers future operations too: an operation with an id unknown to this test fails it. */
    @Test
    void givesNobodyWhatIsAnothers(Stack stack, Sandbox sandbox) {
        Person owner = Person.newcomer(stack);
        Person stranger = Person.newcomer(stack);
        OwnedIds things = OwnedIds.of(owner, sandbox);
        List<Attempt> attempts = new ArrayList<>();
        for (Operation operation : ApiDocument.of(stack).operations()) {
            if (operation.secured()
                    && !operation.isOperators()
                    && operation.path().contains("{id}")
                    && !operation.path().startsWith(MODELS)) {
                for (URI door : doors(stack, operation)) {
                    attempts.add(Attempt.plain(
                            operation.withPathValue("id", things.of(operation.path())),
                            door,
                            stranger.headers(UUID.randomUUID().toString())));
                }
            }
        }

        assertThat(send(attempts))
                .hasSizeGreaterThan(20)
                .allSatisfy(outcome ->
                        assertThat(outcome.status()).as("%s", outcome).isEqualTo(404));
        things.areStillThere(owner);
    }

    private static long operatorOf(Stack stack) {
        String ids = stack.setting("ATELIER_TELEGRAM_ADMIN_IDS");
        return ids.isBlank() ? OPERATOR : Long.parseLong(ids.split(",")[0].strip());
    }

    /** The gateway and the service behind it. */
    private static List<URI> doors(Stack stack, Operation operation) {
        List<URI> doors = new ArrayList<>(List.of(stack.gateway()));
        String service = operation.service();
        if (!service.isEmpty()) {
            doors.add(stack.service(service));
        }
        return doors;
    }

    private static List<Attempt> attempts(Operation operation, URI door, Person operator) {
        Map<String, String> headers =
                operation.secured() ? operator.headers(UUID.randomUUID().toString()) : Map.of();
        Random random = new Random(SEED + operation.name().hashCode());
        List<Attempt> attempts = new ArrayList<>();
        for (Place place : operation.places()) {
            for (String text : some(AwkwardTexts.ALL, random)) {
                attempts.add(Attempt.with(operation, door, headers, place, text));
            }
        }
        List<String> texts = some(AwkwardTexts.ALL, random);
        IntStream.range(0, texts.size())
                .forEach(i -> attempts.add(Attempt.with(
                        operation,
                        door,
                        headers,
                        new Place(Place.In.HEADER, HEADERS.get(random.nextInt(HEADERS.size()))),
                        texts.get(i))));
        if (operation.hasJsonBody()) {
            for (byte[] body : AwkwardTexts.bodiesLike(operation.body())) {
                attempts.add(Attempt.withBody(operation, door, headers, body));
            }
            operation
                    .bodyPlaces()
                    .forEach(place -> some(AwkwardTexts.JSON_VALUES, random)
                            .forEach(json -> attempts.add(Attempt.withBody(
                                    operation,
                                    door,
                                    headers,
                                    operation.bodyWith(place.name(), json).getBytes(StandardCharsets.UTF_8)))));
        }
        return attempts;
    }

    private static List<String> some(List<String> texts, Random random) {
        if (ALL) {
            return texts;
        }
        List<String> some = new ArrayList<>(texts.subList(0, OF_EACH_PLACE / 2));
        random.ints(OF_EACH_PLACE / 2, 0, texts.size()).forEach(i -> some.add(texts.get(i)));
        return some;
    }

    private static List<Outcome> send(List<Attempt> attempts) {
        Queue<Attempt> waiting = new ConcurrentLinkedQueue<>(attempts);
        Callable<List<Outcome>> sender = () -> sendUntilEmpty(waiting);
        return Parallel.callAll(CONNECTIONS, Collections.nCopies(CONNECTIONS, sender)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<Outcome> sendUntilEmpty(Queue<Attempt> waiting) throws IOException {
        Map<URI, RawConnection> connections = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Attempt attempt = waiting.poll(); attempt != null; attempt = waiting.poll()) {
            RawConnection connection = connections.computeIfAbsent(attempt.door(), RawConnection::new);
            outcomes.add(attempt.send(connection));
        }
        for (RawConnection connection : connections.values()) {
            connection.close();
        }
        return outcomes;
    }

    private static void report(Collection<Outcome> outcomes) {
        Map<String, Integer> counts = new TreeMap<>();
        outcomes.forEach(outcome -> counts.merge(Integer.toString(outcome.status()), 1, Integer::sum));
        log.log(
                System.Logger.Level.INFO,
                "{0} operations, {1} texts, {2} requests; by status (0: no answer) {3}",
                outcomes.stream()
                        .map(outcome -> outcome.operation().name())
                        .distinct()
                        .count(),
                AwkwardTexts.ALL.size(),
                outcomes.size(),
                counts);
    }

    /** A request to send. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    private record Attempt(Operation operation, URI door, String what, boolean withToken, byte[] request) {

        static Attempt plain(Operation operation, URI door, Map<String, String> headers) {
            return withBody(operation, door, headers, operation.bodyBytes());
        }

        static Attempt ofLine(String line, URI door, Map<String, String> headers) {
            String[] words = line.split(" ");
            Operation operation = new Operation(words[0], words[1], true, Operation.JSON_TYPE, Map.of(), Map.of());
            return new Attempt(
                    operation,
                    door,
                    "nothing else",
                    hasToken(headers),
                    bytes(operation, words[1], headers, "{}".getBytes(StandardCharsets.UTF_8)));
        }

        static Attempt with(Operation operation, URI door, Map<String, String> headers, Place place, String text) {
            String what = place + "=" + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
            Map<String, String> sent = new LinkedHashMap<>(headers);
            byte[] body = operation.bodyBytes();
            String address = operation.address();
            switch (place.in()) {
                case PATH, QUERY -> address = operation.addressWith(place, text);
                case HEADER -> sent.put(place.name(), ApiDocument.asHeader(text));
                case BODY ->
                    body = operation
                            .bodyWith(place.name(), ApiDocument.asJson(text))
                            .getBytes(StandardCharsets.UTF_8);
            }
            boolean withToken = hasToken(headers) && !place.name().equals("Authorization");
            return new Attempt(operation, door, what, withToken, bytes(operation, address, sent, body));
        }

        static Attempt withBody(Operation operation, URI door, Map<String, String> headers, byte[] body) {
            String shown = new String(body, 0, Math.min(60, body.length), StandardCharsets.ISO_8859_1);
            return new Attempt(
                    operation, door, shown, hasToken(headers), bytes(operation, operation.address(), headers, body));
        }

        private static boolean hasToken(Map<String, String> headers) {
            return headers.containsKey("Authorization");
        }

        private static byte[] bytes(Operation operation, String address, Map<String, String> headers, byte[] body) {
            StringBuilder head =
                    new StringBuilder(operation.method() + " " + address + " HTTP/1.1\r\nHost: localhost\r\n");
            if (!operation.contentType().isEmpty() && !headers.containsKey("Content-Type")) {
                head.append("Content-Type: " + operation.contentType() + "\r\n");
            }
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            return request.toByteArray();
        }

        Outcome send(RawConnection connection) {
            try {
                return Outcome.of(this, connection.send(request));
            } catch (IOException noAnswer) {
                return new Outcome(operation, toString(), 0, "no answer: " + noAnswer);
            }
        }

        @Override
        public String toString() {
            return operation.name() + " at " + door + " with " + what;
        }
    }

    /**
     * The outcome of a request.
     *
     * @param status 0 without a response
     * @param complaint empty if the response is correct
     */
    private record Outcome(Operation operation, String attempt, int status, String complaint) {

        static Outcome of(Attempt attempt, Http.Answer answer) {
            String complaint = complaint(attempt, answer);
            return new Outcome(
                    attempt.operation(),
                    attempt.toString(),
                    answer.status(),
                    complaint.isEmpty() ? "" : attempt + ": " + complaint + ": " + answer);
        }

        private static String complaint(Attempt attempt, Http.Answer answer) {
            if (answer.status() >= 500) {
                return "an error of ours";
            }
            if (answer.status() == 429) {
                return "not tried, because there were too many requests";
            }
            if (answer.status() == 401 && attempt.operation().secured() && attempt.withToken()) {
                return "not tried, because the operator's token was refused";
            }
            return answer.status() < 400 || isProblem(answer) ? "" : "no problem details";
        }

        private static boolean isProblem(Http.Answer answer) {
            try {
                return answer.headers().getOrDefault("Content-Type", "").startsWith("application/problem+json")
                        && !answer.code().isEmpty();
            } catch (JacksonException notJson) {
                return false;
            }
        }
    }

    /** Ids of what one user owns, by the path that shows it. */
    private record OwnedIds(Map<String, String> idsByPath) {

        private static final String SESSIONS = "/api/v1/auth/sessions/";

        static OwnedIds of(Person owner, Sandbox sandbox) {
            String job = owner.submitTryOn(sandbox);
            String image = owner.ended(job, JOB_LIMIT).at("/images/0/id").asString();
            return new OwnedIds(Map.of(
                    "/api/v1/generations/",
                    job,
                    "/api/v1/batches/",
                    owner.post(
                                    "/api/v1/generations",
                                    Person.batchOrder(List.of(Person.modelOrder("nano-banana-2", "a kite"))))
                            .text("/id"),
                    "/api/v1/images/",
                    image,
                    "/api/v1/uploads/",
                    owner.upload(sandbox.sample("anna")),
                    JourneyIT.CHAT_PHOTOS,
                    JourneyIT.photoSentToTheBot(owner, sandbox, sandbox.sample("anna")),
                    SESSIONS,
                    owner.get("/api/v1/auth/sessions").text("/items/0/id")));
        }

        String of(String path) {
            return idsByPath.entrySet().stream()
                    .filter(entry -> path.startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Nobody says whose id " + path + " takes"));
        }

        void areStillThere(Person owner) {
            idsByPath.forEach((path, id) -> {
                if (path.equals(SESSIONS)) {
                    assertThat(owner.get("/api/v1/auth/sessions").toString()).contains(id);
                } else {
                    assertThat(owner.get(path + id).status()).as(path).isEqualTo(200);
                }
            });
        }
    }
}
