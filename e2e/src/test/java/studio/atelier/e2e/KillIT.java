package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
