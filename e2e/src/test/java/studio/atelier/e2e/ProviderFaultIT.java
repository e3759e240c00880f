package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever kie.ai does, the person hears of it, and pays for a picture they got and for nothing else. */
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
                "UNDECODABLE_PICTURE",
                "EMPTY_PICTURE",
                "CALLBACK_LOST",
                "CALLBACK_TWICE",
                "CALLBACK_FORGED",
                "POLL_SERVER_ERROR",
                "DOWNLOAD_SERVER_ERROR",
                "RESET_MID_BODY",
                "UPLOAD_FAILS"
            })
    void getsOverOneMisfortune(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 300, "latencyMaxMs", 600));
        sandbox.kieNext(fault, 1);
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.tryOn(sandbox).json().path("id").asString(), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(sandbox.kieTasks()).hasSizeLessThanOrEqualTo(ATTEMPTS);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CODE_UNPROCESSABLE", "CODE_UNAUTHORIZED", "CODE_NO_CREDITS"})
    void doesNotRepeatWhatCannotSucceed(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("rates", Map.of(fault, 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.tryOn(sandbox).json().path("id").asString(), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(job.at("/error/message").asString()).isNotBlank().doesNotContain("Exception", "kie");
        assertThat(sandbox.kieTasks()).isEmpty();
        JourneyIT.freeActionsSettleAt(anna, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TASK_FAILS", "UNDECODABLE_PICTURE", "SERVER_ERROR"})
    void givesUpInTheEndAndChargesNothing(String fault, Stack stack, Sandbox sandbox) {
        sandbox.kie(Map.of("latencyMinMs", 200, "latencyMaxMs", 300, "rates", Map.of(fault, 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = anna.ended(anna.tryOn(sandbox).json().path("id").asString(), JOB_LIMIT);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(sandbox.kieTasks()).hasSizeLessThanOrEqualTo(ATTEMPTS);
        JourneyIT.freeActionsSettleAt(anna, 10);

        sandbox.reset();
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
        sandbox.kie(Map.of("latencyMinMs", 4000, "latencyMaxMs", 5000));
        Person anna = Person.newcomer(stack);
        List<String> jobs = List.of(
                anna.tryOn(sandbox).json().path("id").asString(),
                anna.tryOn(sandbox).json().path("id").asString());

        jobs.forEach(job -> assertThat(anna.post("/api/v1/generations/" + job + "/cancel", null)
                        .status())
                .isIn(200, 202, 409));

        long completed = jobs.stream()
                .map(job -> anna.ended(job, JOB_LIMIT).path("status").asString())
                .filter("COMPLETED"::equals)
                .count();
        JourneyIT.freeActionsSettleAt(anna, 10 - 2 * completed);
    }
}
