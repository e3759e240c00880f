package studio.atelier.e2e;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The user receives each step of a job once and in order, even across lost connections. */
@WholeStack
class ResumeIT {

    private static final Duration JOB_LIMIT = Duration.ofSeconds(120);
    private static final Duration BACK = Duration.ofMinutes(4);

    @Test
    void sendsEachStepOfAJobAndTheNewBalance(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 2500, "latencyMaxMs", 3000));
        Person anna = Person.newcomer(stack);
        try (LiveSocket socket = LiveSocket.open(stack, anna, null)) {
            String job = anna.submitTryOn(sandbox);

            socket.await("the job's end", JOB_LIMIT, step("job.completed", job));
            socket.await("the charge", JOB_LIMIT, ResumeIT::isCharged);

            assertThat(types(socket.frames()).getFirst()).isEqualTo("hello");
            assertThat(types(of(job, socket.frames())))
                    .containsSubsequence("job.queued", "job.progress", "job.completed")
                    .endsWith("job.completed");
            List<JsonNode> percents = of(job, socket.frames()).stream()
                    .filter(frame -> frame.path("data").has("progress"))
                    .toList();
            assertThat(percents)
                    .isNotEmpty()
                    .isSortedAccordingTo(
                            comparingInt(frame -> frame.at("/data/progress").asInt()));
            assertThat(percents)
                    .extracting(frame -> frame.at("/data/sequence").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    @Test
    void sendsTheTotalOfABatch(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 1000, "latencyMaxMs", 3000));
        Person anna = Person.newcomer(stack);
        try (LiveSocket socket = LiveSocket.open(stack, anna, null)) {
            String batch = anna.post(
                            "/api/v1/generations",
                            Person.batchOrder(List.of(
                                    Person.modelOrder("nano-banana-2", "a kite"),
                                    Person.modelOrder("nano-banana-2", "a boat"))))
                    .text("/id");

            socket.await(
                    "the end of the batch",
                    JOB_LIMIT,
                    frame -> frame.path("type").asString().equals("batch.progress")
                            && frame.at("/data/status").asString().equals("COMPLETED"));

            List<JsonNode> totals = socket.frames().stream()
                    .filter(frame -> frame.path("type").asString().equals("batch.progress"))
                    .map(frame -> frame.path("data"))
                    .toList();
            assertThat(totals).allSatisfy(total -> {
                assertThat(total.path("batchId").asString()).isEqualTo(batch);
                assertThat(total.path("total").asInt()).isEqualTo(2);
            });
            assertThat(totals.stream().map(total -> total.path("progress").asInt()))
                    .isSorted()
                    .endsWith(100);
            assertThat(totals.getLast().path("completed").asInt()).isEqualTo(2);
            assertThat(socket.frames().stream()
                            .filter(frame -> frame.path("type").asString().equals("job.completed"))
                            .map(frame -> frame.at("/data/batchId").asString()))
                    .containsExactly(batch, batch);
        }
        JourneyIT.freeActionsSettleAt(anna, 6);
    }

    @Test
    void goesOnAfterTheLastFrameWhenTheGatewayIsKilled(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 3000, "latencyMaxMs", 4000));
        Person anna = Person.newcomer(stack);
        LiveSocket before = LiveSocket.open(stack, anna, null);
        String job = anna.submitTryOn(sandbox);
        before.await("the first step", JOB_LIMIT, step("job.queued", job));

        stack.kill("gateway-service");
        Await.until("the socket to end", JOB_LIMIT, before::hasEnded, Boolean::booleanValue);

        try (LiveSocket after = Await.until(
                "the gateway to be back",
                BACK,
                () -> LiveSocket.open(stack, anna, before.lastEventId()),
                socket -> true)) {
            after.await(
                    "the job's end, or the advice to read it",
                    JOB_LIMIT,
                    step("job.completed", job)
                            .or(frame -> frame.path("type").asString().equals("resync")));
            assertThat(anna.ended(job, JOB_LIMIT).path("status").asString()).isEqualTo("COMPLETED");
            List<JsonNode> all = new ArrayList<>(before.frames());
            all.addAll(after.frames());
            assertThat(steps(of(job, all))).doesNotHaveDuplicates().startsWith("job.queued");
            if (types(after.frames()).stream().noneMatch("resync"::equals)) {
                assertThat(steps(of(job, all))).endsWith("job.completed");
            }
            assertThat(ids(all)).doesNotHaveDuplicates();
        }
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    @Test
    void sendsMissedFramesToAUserWhoReconnects(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 1000, "latencyMaxMs", 1500));
        Person anna = Person.newcomer(stack);
        LiveSocket before = LiveSocket.open(stack, anna, null);
        String job = anna.submitTryOn(sandbox);
        before.await("the first step", JOB_LIMIT, step("job.queued", job));
        before.close();
        anna.ended(job, JOB_LIMIT);

        try (LiveSocket after = LiveSocket.open(stack, anna, before.lastEventId())) {
            after.await("the step that was missed", JOB_LIMIT, step("job.completed", job));

            assertThat(types(after.frames())).doesNotContain("job.queued", "resync");
        }
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    private static Predicate<JsonNode> step(String type, String job) {
        return frame -> frame.path("type").asString().equals(type)
                && frame.at("/data/jobId").asString("").equals(job);
    }

    private static boolean isCharged(JsonNode frame) {
        return frame.path("type").asString().equals("balance.changed")
                && frame.at("/data/free/actionsLeft").asLong() == 8
                && frame.at("/data/held/actions").asLong() == 0;
    }

    private static List<JsonNode> of(String job, List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.at("/data/jobId").asString("").equals(job))
                .toList();
    }

    private static List<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asString()).toList();
    }

    /** The steps that are stored; progress between them is not. */
    private static List<String> steps(List<JsonNode> frames) {
        return types(frames).stream()
                .filter(type -> !type.equals("job.progress"))
                .toList();
    }

    private static List<String> ids(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> !frame.path("type").asString().equals("hello"))
                .map(frame -> frame.path("id").asString(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }
}
