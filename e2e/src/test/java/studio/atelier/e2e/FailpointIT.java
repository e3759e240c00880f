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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A worker that dies between any two steps of a job leaves one result and one charge behind. */
@WholeStack
class FailpointIT {

    private static final String SERVICE = "generation-service";
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
        long worker = stack.process(SERVICE).pid();
        Path armed = armed(stack, point);

        String job = admitted(anna, order);
        Await.until("the worker to die at " + point, UNTIL_DEATH, PACE, () -> Files.exists(armed), there -> !there);
        Await.until("another worker", LIMIT, PACE, () -> stack.process(SERVICE).pid(), pid -> pid != worker);

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

    private static Path armed(Stack stack, String point) throws IOException {
        return Files.writeString(file(stack), point);
    }

    private static Path file(Stack stack) {
        return Path.of(stack.setting("ATELIER_FAILPOINT_FILE"));
    }

    /** The same request until it is answered: the service may die before it can. */
    private static String admitted(Person person, Map<String, Object> order) {
        String key = UUID.randomUUID().toString();
        return Await.until(
                        "the job to be admitted",
                        LIMIT,
                        PACE,
                        () -> person.post("/api/v1/generations", order, key),
                        answer -> answer.status() == 202)
                .json()
                .path("id")
                .asString();
    }

    private static boolean isCharged(JsonNode balance) {
        return balance.at("/free/actionsLeft").asLong() == 8
                && balance.at("/held/actions").asLong() == 0;
    }

    private static List<String> charges(Person person) {
        return person.get("/api/v1/billing/history").json().path("items").values().stream()
                .filter(entry -> entry.path("kind").asString().equals("charge"))
                .map(entry -> entry.path("status").asString()
                        + ' '
                        + entry.path("amount").asLong())
                .toList();
    }
}
