package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

        String job = anna.submitUntilAdmitted(order, LIMIT);
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

        String job = anna.submitUntilAdmitted(order, LIMIT);
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
        String job = anna.submitUntilAdmitted(anna.tryOnOrder(sandbox), LIMIT);
        Await.until(
                "the hold's events to be out", LIMIT, () -> sandbox.kieTasks().size(), tasks -> tasks == 1);
        Death death = new Death(point, LEDGER, stack);

        death.await();

        endsWithOnePictureAndOneCharge(job, anna, sandbox);
    }

    private static void endsWithOnePictureAndOneCharge(String job, Person anna, Sandbox sandbox) {
        JsonNode ended = anna.ended(job, LIMIT);
        assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("COMPLETED");
        Await.until("the charge to be on the account", LIMIT, anna::balance, FailpointIT::isCharged);
        assertThat(charges(anna)).containsExactly("charged -2");
        assertThat(sandbox.kieTasks()).hasSizeBetween(1, 2);
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
            Files.writeString(WholeStack.Extension.failpointFile(stack), point);
        }

        void await() {
            Path armed = WholeStack.Extension.failpointFile(stack);
            Await.until("a death at " + point, UNTIL_DEATH, () -> Files.exists(armed), there -> !there);
            Await.until(
                    "another " + service, LIMIT, () -> stack.process(service).pid(), pid -> pid != before);
        }
    }

    private static List<String> charges(Person user) {
        // The gateway's breaker may still be open for a service that has just restarted.
        Http.Answer history = Await.until(
                "the job's history",
                LIMIT,
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
