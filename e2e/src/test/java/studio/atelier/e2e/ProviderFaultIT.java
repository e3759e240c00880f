package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever kie.ai does, the user is told and pays only for images received. */
@WholeStack
class ProviderFaultIT {

    private static final Duration JOB_LIMIT = Duration.ofSeconds(120);
    private static final int ATTEMPTS = 3;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TOO_MANY_REQUESTS",
                "CODE_TOO_MANY_REQUESTS",
                "SERVER_ERROR",
                "CODE_SERVER_ERROR",
                "CODE_MAINTENANCE",
                "CREATE_HANGS",
                "CREATE_RESETS",
                "CREATED_BUT_TIMED_OUT",
                "TASK_FAILS",
                "UNDECODABLE_PICTURE",
                "EMPTY_PICTURE",
                "WRONG_MIME",
                "WRONG_FORMAT",
                "MISSING_PICTURE",
                "CALLBACK_LOST",
                "CALLBACK_TWICE",
                "CALLBACK_FORGED",
                "POLL_SERVER_ERROR",
                "POLL_HANGS",
                "DOWNLOAD_SERVER_ERROR",
                "DOWNLOAD_HANGS",
                "SLOW_DRIP",
                "RESET_MID_BODY",
                "UPLOAD_FAILS",
                "UPLOAD_HANGS"
            })
    void getsOverOneMisfortune(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kieNext(fault, 1);
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(sandbox.kieTasks()).hasSizeLessThanOrEqualTo(ATTEMPTS);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    /** The callback names the provider task whose creation got no response, so no second one is paid for. */
    @Test
    void paysKieOnceForATaskWhoseAnswerWasLost(Stack stack, Sandbox sandbox) {
        sandbox.kieNext("CREATED_BUT_TIMED_OUT", 1);
        Person anna = Person.newcomer(stack);

        assertThat(status(anna, anna.submitTryOn(sandbox))).isEqualTo("COMPLETED");

        assertThat(sandbox.kieTasks()).hasSize(1);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    /** The callback comes when the job has ended, however long that took. */
    @Test
    void takesACallbackAfterTheEndForNothingNew(Stack stack, Sandbox sandbox) {
        sandbox.kieNext("CALLBACK_LOST", 1);
        Person anna = Person.newcomer(stack);
        String job = anna.submitTryOn(sandbox);
        assertThat(status(anna, job)).isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 8);
        assertThat(sandbox.kieTasks()).hasSize(1);
        assertThat(callbacksAnswered(sandbox)).as("so far").isEmpty();

        sandbox.sendKieCallback(sandbox.kieTasks().getFirst().path("taskId").asString());

        assertThat(callbacksAnswered(sandbox)).containsExactly(204);
        assertThat(status(anna, job)).isEqualTo("COMPLETED");
        assertThat(anna.freeActions()).isEqualTo(8);
        assertThat(sandbox.kieTasks()).hasSize(1);
    }

    @Test
    void keepsTwoJobsApartWhoseCallbacksComeInTheOtherOrder(Stack stack, Sandbox sandbox) {
        sandbox.kieNext("CALLBACK_REORDERED", 1);
        Person anna = Person.newcomer(stack);

        String first = anna.submitTryOn(sandbox);
        awaitTask(sandbox);
        sandbox.kie(Map.of("latencyMinMs", 1200, "latencyMaxMs", 1500));
        List<String> jobs = List.of(first, anna.submitTryOn(sandbox));

        assertThat(jobs).allSatisfy(job -> assertThat(status(anna, job)).isEqualTo("COMPLETED"));
        Await.until("both callbacks", JOB_LIMIT, () -> callbacksAnswered(sandbox), answers -> answers.size() == 2);
        assertThat(callbacksAnswered(sandbox)).containsExactly(204, 204);
        assertThat(sandbox.kieTasks()).hasSize(2);
        JourneyIT.freeActionsSettleAt(anna, 6);
    }

    @Test
    void givesUpAtTheDeadlineWhatNeverFinishes(Stack stack, Sandbox sandbox) {
        sandbox.kieNext("NEVER_FINISHES", 1);
        Person anna = Person.newcomer(stack);
        String job = anna.submitTryOn(sandbox);
        awaitTask(sandbox);

        Deadline.ofJob(job).isNow(stack);

        JsonNode ended = anna.ended(job, JOB_LIMIT);
        assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("FAILED");
        assertThat(ended.at("/error/code").asString()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(sandbox.kieTasks()).hasSize(1);
        JourneyIT.freeActionsSettleAt(anna, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CODE_UNPROCESSABLE", "CODE_UNAUTHORIZED", "CODE_NO_CREDITS"})
    void doesNotRepeatWhatCannotSucceed(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("rates", Map.of(fault, 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(job.at("/error/message").asString()).isNotBlank().doesNotContain("Exception", "kie");
        assertThat(sandbox.kieTasks()).isEmpty();
        JourneyIT.freeActionsSettleAt(anna, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TASK_FAILS", "UNDECODABLE_PICTURE", "SERVER_ERROR"})
    void givesUpInTheEndAndChargesNothing(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("rates", Map.of(fault, 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(sandbox.kieTasks()).hasSizeLessThanOrEqualTo(ATTEMPTS);
        JourneyIT.freeActionsSettleAt(anna, 10);

        sandbox.kie(Map.of("rates", Map.of()));
        JsonNode again = anna.post("/api/v1/generations/" + job.path("id").asString() + "/retry", null)
                .json();
        assertThat(anna.ended(again.path("id").asString(), JOB_LIMIT)
                        .path("status")
                        .asString())
                .isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    @Test
    void cancelsWhatHasNotStarted(Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 2000, "latencyMaxMs", 2500));
        Person anna = Person.newcomer(stack);
        List<String> jobs = List.of(anna.submitTryOn(sandbox), anna.submitTryOn(sandbox));

        jobs.forEach(job -> assertThat(anna.post("/api/v1/generations/" + job + "/cancel", null)
                        .status())
                .isIn(200, 202, 409));

        long completed = jobs.stream()
                .map(job -> anna.ended(job, JOB_LIMIT).path("status").asString())
                .filter("COMPLETED"::equals)
                .count();
        JourneyIT.freeActionsSettleAt(anna, 10 - 2 * completed);
    }

    private static void awaitTask(Sandbox sandbox) {
        Await.until("kie.ai to have the task", JOB_LIMIT, sandbox::kieTasks, tasks -> tasks.size() == 1);
    }

    private static String status(Person user, String job) {
        return user.ended(job, JOB_LIMIT).path("status").asString();
    }

    /** The status of our response to each callback. */
    private static List<Integer> callbacksAnswered(Sandbox sandbox) {
        return sandbox.kieTasks().stream()
                .flatMap(task -> task.path("callbacks").values().stream())
                .map(callback -> callback.path("status").asInt())
                .toList();
    }
}
