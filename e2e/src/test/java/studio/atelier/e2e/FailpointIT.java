package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A process that dies between any two steps of a job leaves one image and one charge. */
@WholeStack
class FailpointIT {

    private static final String WORKER = "generation-service";
    private static final String LEDGER = "billing-service";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration UNTIL_DEATH = Duration.ofSeconds(90);
    private static final Duration PACE = Duration.ofMillis(250);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after-hold",
                "after-claim",
                "before-create",
                "after-provider-reply",
                "before-capture",
                "after-capture"
            })
    void endsRightWhenItsWorkerDies(String point, Stack stack, Sandbox sandbox) throws IOException {
        Person anna = Person.newcomer(stack);
        Map<String, Object> order = anna.tryOnOrder(sandbox);
        Death death = new Death(point, WORKER, stack);

        String job = admitted(anna, order);
        death.await();

        endsWithOnePictureAndOneCharge(job, anna, sandbox);
    }

    /** The hold command and billing's answer are redelivered and take effect once. */
    @ParameterizedTest
    @CsvSource({
        "before-outbox-mark generation-service, generation-service",
        "before-ack generation-service.billing.events.v1.jobs, generation-service"
    })
    void asksForUnitsOnceWhenDeliveriesAreRepeated(String point, String service, Stack stack, Sandbox sandbox)
            throws IOException {
        Person anna = Person.newcomer(stack);
        Map<String, Object> order = anna.tryOnOrder(sandbox);
        Death death = new Death(point, service, stack);

        String job = admitted(anna, order);
        death.await();

        endsWithOnePictureAndOneCharge(job, anna, sandbox);
    }

    /** The capture command and the event of the charge are redelivered and take effect once. */
    @ParameterizedTest
    @ValueSource(
            strings = {"before-ack billing-service.billing.commands.v1.holds", "before-outbox-mark billing-service"})
    void chargesOnceWhenDeliveriesAreRepeated(String point, Stack stack, Sandbox sandbox) throws IOException {
        sandbox.kie(Map.of("latencyMinMs", 2000, "latencyMaxMs", 2500));
        Person anna = Person.newcomer(stack);
        String job = admitted(anna, anna.tryOnOrder(sandbox));
        Await.until(
                "the hold's events to be out",
                LIMIT,
                PACE,
                () -> sandbox.kieTasks().size(),
                tasks -> tasks == 1);
        Death death = new Death(point, LEDGER, stack);

        death.await();

        endsWithOnePictureAndOneCharge(job, anna, sandbox);
    }

    private static void endsWithOnePictureAndOneCharge(String job, Person anna, Sandbox sandbox) {
        JsonNode ended = anna.ended(job, LIMIT);
        assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("COMPLETED");
        Await.until("the charge to be on the account", LIMIT, PACE, anna::balance, FailpointIT::isCharged);
        assertThat(charges(anna)).containsExactly("charged -2");
        assertThat(sandbox.kieTasks()).hasSizeBetween(1, 2);
    }

    @AfterEach
    void disarm(Stack stack) throws IOException {
        Files.deleteIfExists(file(stack));
    }

    private static Path file(Stack stack) {
        return Path.of(stack.setting("ATELIER_FAILPOINT_FILE"));
    }

    /** Repeats the request until there is a response: the service may die before it answers. */
    private static String admitted(Person user, Map<String, Object> order) {
        String key = UUID.randomUUID().toString();
        return Await.until(
                        "the job to be admitted",
                        LIMIT,
                        PACE,
                        () -> user.post("/api/v1/generations", order, key),
                        answer -> answer.status() == 202)
                .json()
                .path("id")
                .asString();
    }

    private static boolean isCharged(JsonNode balance) {
        return balance.at("/free/actionsLeft").asLong() == 8
                && balance.at("/held/actions").asLong() == 0;
    }

    /** The death of a process at a failpoint, and its restart. */
    private static final class Death {

        private final String point;
        private final String service;
        private final Stack stack;
        private final long before;

        Death(String point, String service, Stack stack) throws IOException {
            this.point = point;
            this.service = service;
            this.stack = stack;
            this.before = stack.process(service).pid();
            Files.writeString(file(stack), point);
        }

        void await() {
            Path armed = file(stack);
            Await.until("a death at " + point, UNTIL_DEATH, PACE, () -> Files.exists(armed), there -> !there);
            Await.until(
                    "another " + service,
                    LIMIT,
                    PACE,
                    () -> stack.process(service).pid(),
                    pid -> pid != before);
        }
    }

    private static List<String> charges(Person user) {
        // The gateway's breaker may still be open for a service that has just restarted.
        Http.Answer history = Await.until(
                "the job's history",
                LIMIT,
                PACE,
                () -> user.get("/api/v1/billing/history"),
                answer -> answer.status() == 200);
        return history.json().path("items").values().stream()
                .filter(entry -> entry.path("kind").asString().equals("charge"))
                .map(entry -> entry.path("status").asString()
                        + ' '
                        + entry.path("amount").asLong())
                .toList();
    }
}
