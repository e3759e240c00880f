package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.support.CancellableProviderStub;
import studio.atelier.generation.support.JobsTest;
import tools.jackson.databind.JsonNode;

/** Jobs at the two providers that stop their work when they are told to: try-ons at Replicate, edits at the WebUI. */
@TestPropertySource(
        properties = {
            "atelier.replicate.enabled=true",
            "atelier.replicate.api-key=a-token",
            "atelier.replicate.models.[acme/dress].image-field=images",
            "atelier.replicate.models.[acme/dress].image-list=true",
            "atelier.replicate.models.[acme/dress].max-images=2",
            "atelier.a1111.enabled=true",
            "atelier.generation.try-on.model=dress",
            "atelier.generation.models.[dress].routes[0].provider=replicate",
            "atelier.generation.models.[dress].routes[0].model=acme/dress",
            "atelier.generation.edit.model=local",
            "atelier.generation.models.[local].routes[0].provider=a1111",
            "atelier.generation.models.[local].routes[0].model=default"
        })
class CancelAtProviderIT extends JobsTest {

    private static final CancellableProviderStub PROVIDERS = CancellableProviderStub.start();
    private static final String ATTEMPT =
            "select state || ' ' || coalesce(error_code, '') from provider_attempt" + " where job_id = :id";

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("atelier.replicate.api-url", () -> PROVIDERS.uri() + "/v1");
        registry.add("atelier.a1111.api-url", () -> PROVIDERS.uri().toString());
    }

    @AfterAll
    static void close() {
        PROVIDERS.close();
    }

    @BeforeEach
    void begin() {
        PROVIDERS.reset();
    }

    @Test
    void cancelsThePredictionOfAJobThatItsUserCancels() {
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value(ATTEMPT, job.id()), "ACCEPTED "::equals);

        assertThat(cancel(job).body().path("outcome").asString()).isEqualTo("CANCELLING");

        awaitStatus(job, "CANCELLED");
        awaitHold(job.id(), "released");
        assertThat(billing.left(user)).isEqualTo(2);
        await(() -> value(ATTEMPT, job.id()), "FAILED cancelled"::equals);
        assertThat(PROVIDERS.cancelledPredictions).hasSize(1);
        assertThat(cancel(job).body().path("outcome").asString()).isEqualTo("CANCELLED");
    }

    /** As by another instance whose signal was lost. */
    @Test
    void noticesACancellationThatNoSignalAnnounced() {
        Submitted job = submitted(aUserWith(2));
        await(() -> value(ATTEMPT, job.id()), "ACCEPTED "::equals);

        change("update job set cancel_requested = true where id = :id", job.id());

        awaitStatus(job, "CANCELLED");
        await(PROVIDERS.cancelledPredictions::size, count -> count == 1);
    }

    @Test
    void cancelsThePredictionOfAJobThatEndsAtItsDeadline() {
        Submitted job = submitted(aUserWith(2));
        await(() -> value(ATTEMPT, job.id()), "ACCEPTED "::equals);

        change("update job set deadline_at = now() where id = :id", job.id());

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("DEADLINE_EXCEEDED");
        awaitHold(job.id(), "released");
        await(PROVIDERS.cancelledPredictions::size, count -> count == 1);
    }

    @Test
    void refundsACancelledJobThoughItsProviderDoesNotListen() {
        PROVIDERS.deaf = true;
        UserId user = aUserWith(2);
        Submitted job = submitted(user);
        await(() -> value(ATTEMPT, job.id()), "ACCEPTED "::equals);

        cancel(job);

        awaitStatus(job, "CANCELLED");
        awaitHold(job.id(), "released");
        assertThat(billing.left(user)).isEqualTo(2);
        assertThat(value(ATTEMPT, job.id())).isEqualTo("ACCEPTED ");
    }

    @Test
    void interruptsTheWebUiAndDropsTheUnfinishedImage() {
        UserId user = aUserWith(2);
        Submitted job = edit(user);
        await(PROVIDERS::runningTask, task -> !task.isEmpty());

        assertThat(cancel(job).body().path("outcome").asString()).isEqualTo("CANCELLING");

        awaitStatus(job, "CANCELLED");
        awaitHold(job.id(), "released");
        await(PROVIDERS.interruptions::get, count -> count == 1);
        await(() -> value(ATTEMPT, job.id()), "FAILED cancelled"::equals);
        assertThat(value("select count(*) from image where job_id = :id", job.id()))
                .isEqualTo("0");
        assertThat(billing.left(user)).isEqualTo(2);
    }

    @Test
    void showsHowFarTheWebUiIsAndNeverRunsBackwards() {
        UserId user = aUserWith(2);
        PROVIDERS.progress = 0.6;
        Submitted job = edit(user);
        await(() -> value("select reported_percent from job where id = :id", job.id()), "60"::equals);
        assertThat(job(job).path("progress").asInt()).isEqualTo(60);
        await(
                () -> get(user, "/api/v1/generations/" + job.id() + "/status")
                        .body()
                        .path("progress")
                        .asInt(),
                percent -> percent == 60);

        PROVIDERS.progress = 0.3;
        int looks = PROVIDERS.progressLooks.get();
        await(PROVIDERS.progressLooks::get, count -> count > looks + 1);
        assertThat(job(job).path("progress").asInt()).isEqualTo(60);

        PROVIDERS.progress = 0.8;
        await(() -> job(job).path("progress").asInt(), percent -> percent == 80);
        PROVIDERS.finishGeneration();
        assertThat(awaitStatus(job, "COMPLETED").path("progress").asInt()).isEqualTo(100);
        int looksAtTheEnd = PROVIDERS.progressLooks.get();
        awaitHold(job.id(), "captured");
        assertThat(PROVIDERS.progressLooks).hasValue(looksAtTheEnd);
    }

    private Submitted edit(UserId user) {
        Answer answer = submit(
                user,
                aKey(),
                "{\"operation\":\"edit\",\"sourceUploadId\":\"%s\",\"prompt\":\"add a hat\"}".formatted(upload(user)));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return new Submitted(user, UUID.fromString(answer.id()));
    }

    private Answer cancel(Submitted job) {
        return post(job.user(), aKey(), "/api/v1/generations/" + job.id() + "/cancel", "");
    }
}
