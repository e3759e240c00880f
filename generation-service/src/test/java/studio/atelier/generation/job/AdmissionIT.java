package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.generation.support.JobsTest;
import tools.jackson.databind.JsonNode;

class AdmissionIT extends JobsTest {

    @Test
    void makesThePictureOfWhoeverCanPay() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), tryOn(user));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.body().path("price").asLong()).isEqualTo(2);
        Submitted job = new Submitted(user, UUID.fromString(answer.id()));
        JsonNode done = awaitStatus(job, "COMPLETED");
        assertThat(done.path("source").asString()).isEqualTo("free");
        assertThat(done.path("watermark").asBoolean()).isTrue();
        assertThat(done.path("progress").asInt()).isEqualTo(100);
        assertThat(done.path("images").size()).isEqualTo(1);
        assertThat(done.path("images").path(0).path("url").asString()).isNotEmpty();
        awaitHold(job.id(), "captured");
        assertThat(billing.left(user)).isEqualTo(8);
        assertThat(KIE.creates).hasSize(1);
        assertThat(get(user, "/api/v1/generations/" + holdOf(job.id())).id())
                .as("found by its hold, which the history names")
                .isEqualTo(answer.id());
        assertThat(get(user, "/api/v1/images")
                        .body()
                        .path("items")
                        .path(0)
                        .path("category")
                        .asString())
                .isEqualTo("upper-body");
    }

    @Test
    void showsHowLongAJobTakesAndThatItsQueueIsPaused() {
        UserId user = aUserWith(10);
        pauseUntil("now() + interval '1 hour'");
        try {
            Submitted job = submitted(user);

            JsonNode waiting =
                    await(() -> job(job), now -> now.path("queuePosition").isNumber());

            assertThat(waiting.path("category").asString()).isEqualTo("upper-body");
            assertThat(waiting.path("usualSeconds").asLong()).isPositive();
            assertThat(Instant.parse(waiting.path("queuePause").path("until").asString()))
                    .isAfter(Instant.now());
            pauseUntil("null");
            assertThat(job(job).path("queuePause").path("until").isNull())
                    .as("until an operator resumes it")
                    .isTrue();
            resume();
            JsonNode done = awaitStatus(job, "COMPLETED");
            assertThat(done.has("queuePause")).isFalse();
            assertThat(done.has("usualSeconds")).isFalse();
            assertThat(Instant.parse(done.path("deadlineAt").asString())).isAfter(Instant.now());
        } finally {
            resume();
        }
    }

    private void pauseUntil(String until) {
        run("update queue set paused = true, paused_until = " + until + " where name = 'kie'");
    }

    private void resume() {
        run("update queue set paused = false, paused_until = null where name = 'kie'");
    }

    @Test
    void keepsThePhotosOfADeletedJobNoLonger() {
        Submitted job = submitted(aUserWith(10));
        String reservations = "select count(*) from upload_reservation where job_id = :id";
        assertThat(delete(job)).as("not before it has ended").isEqualTo(409);
        assertThat(value(reservations, job.id())).isEqualTo("2");
        awaitStatus(job, "COMPLETED");

        assertThat(delete(job)).isEqualTo(204);

        assertThat(value(reservations, job.id())).isEqualTo("0");
    }

    @Test
    void deletesAJobOnceForManyRequestsAtTheSameTime() throws InterruptedException {
        Submitted job = submitted(aUserWith(10));
        awaitStatus(job, "COMPLETED");

        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> answer :
                    threads.invokeAll(Collections.<Callable<Integer>>nCopies(12, () -> delete(job)))) {
                answers.add(answer.resultNow());
            }
        }

        assertThat(answers).contains(204).containsOnly(204, 404);
        assertThat(answers).containsOnlyOnce(204);
    }

    private int delete(Submitted job) {
        return answer(http.delete()
                        .uri("/api/v1/generations/" + job.id())
                        .header("Authorization", bearer(job.user()))
                        .exchange()
                        .expectBody()
                        .returnResult())
                .status();
    }

    private void run(String sql) {
        database.sql(sql).fetch().rowsUpdated().block(Duration.ofSeconds(5));
    }

    @Test
    void saysAtOnceWhatIsMissing() {
        UserId user = aUserWith(1);
        String key = aKey();
        String body = tryOn(user);

        Answer answer = submit(user, key, body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(402);
        assertThat(answer.code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(answer.body().path("required").asLong()).isEqualTo(2);
        assertThat(answer.body().path("available").asLong()).isEqualTo(1);
        assertThat(answer.body()
                        .path("offers")
                        .path(0)
                        .path("price")
                        .path("amount")
                        .asString())
                .isEqualTo("199.00");
        assertThat(get(user, "/api/v1/generations").body().path("items").size()).isZero();

        billing.grant(user, 5);
        assertThat(submit(user, key, body).status()).as("the key was left free").isEqualTo(202);
    }

    @Test
    void answersWithTheWaitingJobWhenBillingIsLate() {
        UserId user = aUserWith(0);
        billing.silent = true;

        Answer answer = submit(user, aKey(), tryOn(user));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.body().path("status").asString()).isEqualTo("PENDING");
        Submitted job = new Submitted(user, UUID.fromString(answer.id()));
        billing.silent = false;
        askAgainNow(job.id());
        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(failed.path("error").path("message").asString()).isNotEmpty();
        assertThat(billing.count(holdOf(job.id()), PlaceHold.class)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void failsAJobWhoseModelIsGoneWhenBillingAnswers() {
        UserId user = aUserWith(10);
        billing.silent = true;
        Answer answer = submit(user, aKey(), tryOn(user));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        Submitted job = new Submitted(user, UUID.fromString(answer.id()));
        database.sql("update job set model = 'gone' where id = :id")
                .bind("id", job.id())
                .fetch()
                .rowsUpdated()
                .block(Duration.ofSeconds(5));

        billing.silent = false;
        askAgainNow(job.id());

        JsonNode failed = awaitStatus(job, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("INTERNAL_ERROR");
        awaitHold(job.id(), "released");
        assertThat(billing.left(user)).isEqualTo(10);
    }

    private void askAgainNow(UUID jobId) {
        database.sql("update job set ask_again_at = now() where id = :id")
                .bind("id", jobId)
                .fetch()
                .rowsUpdated()
                .block(Duration.ofSeconds(5));
    }

    @Test
    void makesOneJobOfFiftyEqualRequests() {
        UserId user = aUserWith(100);
        String key = aKey();
        String body = tryOn(user);

        List<Answer> answers = atOnce(50, number -> () -> submit(user, key, body));

        assertThat(answers).allMatch(answer -> answer.status() == 202 || answer.status() == 409);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 202)
                        .map(Answer::id)
                        .collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 202 && !answer.replayed())
                .hasSize(1);
        assertThat(get(user, "/api/v1/generations").body().path("items").size()).isEqualTo(1);
    }

    @Test
    void refusesAKeyThatCameWithAnotherBody() {
        UserId user = aUserWith(10);
        UUID person = upload(user);
        String key = aKey();
        assertThat(submit(user, key, tryOn(person, upload(user), "")).status()).isEqualTo(202);

        Answer answer = submit(user, key, tryOn(person, upload(user), ""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void admitsExactlyWhatTheBalancePaysOutOfTwoHundredAtOnce() {
        UserId user = aUserWith(7);
        String body = tryOn(user);

        List<Answer> answers = atOnce(200, number -> () -> submit(user, aKey(), body));

        Map<Integer, Long> byStatus =
                answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        List<Submitted> jobs = answers.stream()
                .filter(answer -> answer.status() == 202)
                .map(answer -> new Submitted(user, UUID.fromString(answer.id())))
                .toList();
        List<String> ends = jobs.stream()
                .map(job -> await(
                        () -> job(job).path("status").asString(),
                        status -> status.equals("COMPLETED") || status.equals("FAILED")))
                .toList();
        assertThat(ends).as(byStatus.toString()).filteredOn("COMPLETED"::equals).hasSize(3);
        assertThat(byStatus.keySet()).isSubsetOf(202, 402, 429);
        assertThat(billing.left(user)).isEqualTo(1);
        assertThat(KIE.creates).hasSize(3);
    }

    @Test
    void refusesAPriceAboveTheOneThatWasShown() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), tryOn(upload(user), upload(user), ",\"maxPrice\":1"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("QUOTE_CHANGED");
        assertThat(answer.body().path("detail").asString())
                .isEqualTo("The price has changed: it costs 2 now. Nothing was charged; look again and confirm.");
    }

    @Test
    void refusesAnotherSourceThanTheOneThatWasShownInItsOwnWords() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), tryOn(upload(user), upload(user), ",\"expectedSource\":\"credits\""));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("QUOTE_CHANGED");
        assertThat(answer.body().path("detail").asString())
                .isEqualTo("The price is the same, but something else would pay it than was shown. Nothing was charged;"
                        + " look again and confirm.");
        assertThat(billing.left(user)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "many"})
    void refusesAPageOfAnImpossibleSize(String limit) {
        assertThat(get(aUser(), "/api/v1/generations?limit=" + limit).status()).isEqualTo(400);
    }

    @Test
    void knowsNothingOfAnotherPersonsPhotosAndJobs() {
        UserId owner = aUserWith(10);
        UserId stranger = aUserWith(10);
        Submitted job = submitted(owner);

        assertThat(submit(stranger, aKey(), tryOn(owner)).code()).isEqualTo("UPLOAD_NOT_FOUND");
        assertThat(get(stranger, "/api/v1/generations/" + job.id()).status()).isEqualTo(404);
        assertThat(get(stranger, "/api/v1/generations/" + job.id() + "/status").status())
                .isEqualTo(404);
        assertThat(post(stranger, aKey(), "/api/v1/generations/" + job.id() + "/cancel", "{}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refusesWhatItDoesNotOffer() {
        UserId user = aUserWith(10);

        Answer series = submit(user, aKey(), "{\"operation\":\"series\",\"prompt\":\"blue\"}");
        Answer nothing = submit(user, aKey(), "{}");
        Answer category = submit(user, aKey(), tryOn(user).replace("upper-body", "socks"));

        assertThat(series.code()).isEqualTo("UNKNOWN_OPERATION");
        assertThat(nothing.code()).isEqualTo("UNKNOWN_OPERATION");
        assertThat(category.code()).isEqualTo("UNKNOWN_CATEGORY");
        assertThat(submit(user, aKey(), "{\"operation\":\"try-on\"}").code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void listsTheNewestFirstAndGoesOnFromACursor() {
        UserId user = aUserWith(10);
        Submitted first = submitted(user);
        Submitted second = submitted(user);
        Submitted third = submitted(user);

        JsonNode page = get(user, "/api/v1/generations?limit=2").body();
        JsonNode rest = get(
                        user,
                        "/api/v1/generations?limit=2&cursor="
                                + page.path("nextCursor").asString())
                .body();

        assertThat(page.path("items").path(0).path("id").asString())
                .isEqualTo(third.id().toString());
        assertThat(page.path("items").path(1).path("id").asString())
                .isEqualTo(second.id().toString());
        assertThat(rest.path("items").path(0).path("id").asString())
                .isEqualTo(first.id().toString());
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        assertThat(get(user, "/api/v1/generations?cursor=nonsense").code()).isEqualTo("CURSOR_INVALID");
        assertThat(get(user, "/api/v1/generations?status=DONE").code()).isEqualTo("STATUS_UNKNOWN");
    }

    private static List<Answer> atOnce(int count, IntFunction<Supplier<Answer>> request) {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            return IntStream.range(0, count)
                    .mapToObj(number -> CompletableFuture.supplyAsync(request.apply(number), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
