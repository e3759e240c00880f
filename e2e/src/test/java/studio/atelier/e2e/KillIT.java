package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** kill -9 in the middle of a job: the job ends correctly and is charged once. */
@WholeStack
class KillIT {

    private static final Duration JOB_LIMIT = Duration.ofMinutes(5);
    private static final int JOBS = 4;

    /** Six pictures from four providers; two are against a content policy. */
    private static final Map<String, Object> BATCH = Person.batchOrder(List.of(
            Person.modelOrder("flux", "a red kite"),
            Person.modelOrder("pollinations", "a green kite"),
            Person.modelOrder("pollinations", "a forbidden kite"),
            Person.modelOrder("venice", "a blue kite"),
            Person.modelOrder("venice", "another forbidden kite"),
            Person.modelOrder("sdxl-local", "a white kite")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth-service",
                "billing-service",
                "generation-service",
                "chat-service",
                "gateway-service",
                "kafka",
                "postgres"
            })
    void finishesWhatRanWhenItsPartIsKilled(String part, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 1500, "latencyMaxMs", 3000));
        Person anna = Person.newcomer(stack);
        List<String> jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> anna.submitTryOn(sandbox))
                .toList();

        stack.kill(part);

        for (String job : jobs) {
            JsonNode ended = anna.ended(job, JOB_LIMIT);
            assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("COMPLETED");
        }
        Await.until(
                "the charge to be on the account",
                Duration.ofMinutes(2),
                anna::freeActions,
                left -> left == 10 - 2 * JOBS);
        assertThat(sandbox.kieTasks()).hasSizeBetween(JOBS, 2 * JOBS);
        stackIsWellAgain(stack, sandbox);
    }

    /** The request is answered too late, or its connection breaks; the client repeats it under its key. */
    @Test
    void admitsAWholeBatchWhenBillingIsKilledMeanwhile(Stack stack) {
        Person anna = Person.newcomer(stack);
        String key = UUID.randomUUID().toString();
        CompletableFuture<Http.Answer> first =
                anna.http().sendLater("POST", "/api/v1/generations", anna.headers(key), BATCH);

        stack.kill("billing-service");

        String batch = anna.submitUntilAdmitted(BATCH, key, JOB_LIMIT);
        assertThat(first.exceptionally(broken -> null).join())
                .as("the first answer, if there is one, is not of another batch")
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isNull(),
                        answer -> assertThat(answer.status()).isNotEqualTo(202),
                        answer -> assertThat(answer.text("/id")).isEqualTo(batch));
        paysForEachPictureOf(batch, anna);
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing-service", "generation-service"})
    void refundsABatchByItemWhenItsPartIsKilledAmidIt(String part, Stack stack, Sandbox sandbox) {
        Map<String, Object> slow = Map.of("latencyMinMs", 1500, "latencyMaxMs", 3000);
        List.of("replicate", "pollinations", "venice", "a1111").forEach(provider -> sandbox.provider(provider, slow));
        Person anna = Person.newcomer(stack);
        String batch = anna.submit(BATCH);
        Await.until(
                "the batch's first image",
                JOB_LIMIT,
                () -> statuses(anna.get("/api/v1/batches/" + batch).json()),
                statuses -> statuses.contains("COMPLETED"));

        stack.kill(part);

        paysForEachPictureOf(batch, anna);
    }

    /** Of those that a provider's policy forbids no call is repeated, and nothing is charged. */
    private static void paysForEachPictureOf(String batchId, Person user) {
        JsonNode batch = user.endedBatch(batchId, JOB_LIMIT);
        assertThat(statuses(batch))
                .as("%s", batch)
                .containsExactly("COMPLETED", "COMPLETED", "FAILED", "COMPLETED", "FAILED", "COMPLETED");
        JourneyIT.freeActionsSettleAt(user, 10 - 4);
        assertThat(user.charges(JOB_LIMIT)).hasSize(4).containsOnly("charged -1");
    }

    private static List<String> statuses(JsonNode batch) {
        return batch.path("items")
                .valueStream()
                .map(item -> item.path("status").asString())
                .toList();
    }

    @Test
    void isOnlySlowerWithoutRedis(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        String before = anna.submitTryOn(sandbox);

        stack.kill("redis");

        assertThat(anna.ended(before, JOB_LIMIT).path("status").asString()).isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 8);
        stackIsWellAgain(stack, sandbox);
    }

    /** Redis hangs for the whole job: it accepts commands and does not answer until the job has ended. */
    @Test
    void finishesAndTellsAWholeJobWhileRedisHangs(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 1500, "latencyMaxMs", 2000));
        Person anna = Person.newcomer(stack);
        String job;
        try (LiveSocket socket = LiveSocket.open(stack, anna, null)) {
            job = anna.submitTryOn(sandbox);
            try (Frozen redis = Frozen.process("redis", stack)) {
                socket.await(
                        "the job's end",
                        JOB_LIMIT,
                        frame -> frame.path("type").asString().equals("job.completed")
                                && frame.at("/data/jobId").asString().equals(job));

                assertThat(anna.ended(job, JOB_LIMIT).path("status").asString()).isEqualTo("COMPLETED");
                JourneyIT.freeActionsSettleAt(anna, 8);
                Http.Answer order = anna.post("/api/v1/generations", Map.of("operation", "try-on"));
                assertThat(order.status()).as("%s", order).isEqualTo(503);
                assertThat(order.headers()).containsKey("Retry-After");
            }
        }
        stackIsWellAgain(stack, sandbox);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    /** A new user can log in, spend and get an image. */
    private static void stackIsWellAgain(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 300, "latencyMaxMs", 600));
        Person newcomer = Await.until("logins", Duration.ofMinutes(4), () -> Person.newcomer(stack), person -> true);
        Http.Answer admission = Await.until(
                "admissions", Duration.ofMinutes(4), () -> newcomer.tryOn(sandbox), answer -> answer.status() == 202);
        JsonNode ended = newcomer.ended(admission.text("/id"), JOB_LIMIT);
        assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("COMPLETED");
    }
}
