package studio.atelier.generation.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static studio.atelier.generation.operator.StoredJob.aJob;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.support.KieStub;
import studio.atelier.generation.task.JobQueues;
import tools.jackson.databind.JsonNode;

class OperatorJobIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ADMIN = "/api/v1/admin/generation/";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Autowired
    JobQueues queues;

    @Test
    void showsAJobByItsIdAndByItsHold() {
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "COMPLETED");
        awaitHold(job.id(), "captured");
        UUID hold = holdOf(job.id());

        JsonNode shown = read("tasks/" + job.id());

        assertThat(shown.path("id").asString()).isEqualTo(job.id().toString());
        assertThat(shown.path("userId").asString()).isEqualTo(job.user().toString());
        assertThat(shown.path("operation").asString()).isEqualTo("try-on");
        assertThat(shown.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(shown.path("provider").asString()).isEqualTo("kie");
        assertThat(shown.path("model").asString()).isEqualTo("nano-banana-2");
        assertThat(shown.path("source").asString()).isEqualTo("free");
        assertThat(shown.path("price").asLong()).isEqualTo(2);
        assertThat(shown.path("error").isNull()).isTrue();
        assertThat(shown.path("holdId").asString()).isEqualTo(hold.toString());
        assertThat(shown.path("holdState").asString()).isEqualTo("CAPTURED");
        assertThat(shown.path("watermark").asBoolean()).isTrue();
        assertThat(shown.path("cancelRequested").asBoolean()).isFalse();
        assertThat(shown.path("queue").isNull()).isTrue();
        assertThat(shown.path("costMicroUsd").asLong()).isEqualTo(40_000);
        assertThat(shown.path("logQuery").asString()).isEqualTo(job.id().toString());
        assertThat(shown.path("attempts").size()).isEqualTo(1);
        JsonNode call = shown.path("attempts").path(0);
        assertThat(call.path("number").asInt()).isEqualTo(1);
        assertThat(call.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(call.path("providerTaskId").asString()).startsWith("t_");
        assertThat(call.path("costMicroUsd").asLong()).isEqualTo(40_000);
        assertThat(Stream.of("createdAt", "startedAt", "finishedAt", "deadlineAt")
                        .map(shown::path)
                        .toList())
                .allSatisfy(time -> assertThat(Instant.parse(time.asString())).isAfter(Instant.EPOCH));
        assertThat(read("tasks/" + hold)).isEqualTo(shown);
    }

    @Test
    void showsNeitherPromptNorPictures() {
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "COMPLETED");
        String prompt = value("select prompt from job where id = :id", job.id());

        for (String page : List.of("tasks/" + job.id(), "tasks?userId=" + job.user())) {
            assertThat(read(page).toString())
                    .doesNotContain(prompt)
                    .doesNotContain("prompt")
                    .doesNotContain("http")
                    .doesNotContain("/images/");
        }
    }

    @Test
    void keepsTheTraceOfTheRequestThatMadeTheJob() {
        UserId user = aUserWith(2);
        Answer answer = answer(http.post()
                .uri("/api/v1/generations")
                .header("Authorization", bearer(user))
                .header("Idempotency-Key", aKey())
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(tryOn(user))
                .exchange()
                .expectBody()
                .returnResult());

        assertThat(read("tasks/" + answer.id()).path("traceId").asString()).isEqualTo(TRACE);
        awaitStatus(new Submitted(user, UUID.fromString(answer.id())), "COMPLETED");
    }

    @Test
    void showsWhereAJobIsQueuedAndWhoHasIt() {
        KIE.outcome = KieStub.Outcome::never;
        Submitted job;
        queues.pauseQueue("kie", "OPERATOR", null).block(LIMIT);
        try {
            job = submitted(aUserWith(2));
            JsonNode waiting = read("tasks/" + job.id()).path("queue");
            assertThat(waiting.path("name").asString()).isEqualTo("kie");
            assertThat(waiting.path("position").asInt()).isPositive();
            assertThat(waiting.path("leasedBy").isNull()).isTrue();
        } finally {
            queues.resumeQueue("kie").block(LIMIT);
        }
        awaitStatus(job, "PROCESSING");

        JsonNode leased = read("tasks/" + job.id()).path("queue");

        assertThat(leased.path("position").isNull()).isTrue();
        assertThat(UUID.fromString(leased.path("leasedBy").asString())).isNotNull();
        assertThat(Instant.parse(leased.path("leaseUntil").asString())).isAfter(Instant.EPOCH);
        await(() -> KIE.creates.size(), creates -> creates == 1);
        post(job.user(), aKey(), "/api/v1/generations/" + job.id() + "/cancel", "");
        KIE.settle(KIE.taskOfCreate(0), KieStub.Outcome.success());
        awaitStatus(job, "COMPLETED");
    }

    @Test
    void showsWhyAJobFailedAndThatARefusedCallCostsNothing() {
        int callsBefore = callsToday("kie");
        KIE.nextCreates.add(KieStub.Answer.code(422));
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "FAILED");

        JsonNode shown = read("tasks/" + job.id());

        assertThat(shown.path("error").path("code").asString()).isEqualTo("PROVIDER_REFUSED");
        assertThat(shown.path("error").path("message").asString()).isNotBlank();
        assertThat(shown.path("attempts").path(0).path("state").asString()).isEqualTo("REJECTED");
        assertThat(shown.path("attempts").path(0).path("errorCode").asString()).isNotBlank();
        assertThat(shown.path("costMicroUsd").asLong()).isZero();
        assertThat(callsToday("kie")).isEqualTo(callsBefore);
    }

    @Test
    void listsAUsersJobsAlsoThoseTheUserDoesNotSee() {
        UserId user = aUser();
        UUID seen = aJob().of(user).storeIn(database);
        UUID deleted = aJob().of(user).failed("PROVIDER_FAILED").deleted().storeIn(database);
        UUID refused = aJob().of(user).failed("INSUFFICIENT_FUNDS").refused().storeIn(database);
        aJob().storeIn(database);

        JsonNode items = read("tasks?userId=" + user).path("items");

        assertThat(ids(items)).containsExactly(refused, deleted, seen);
        assertThat(items.path(0).path("refused").asBoolean()).isTrue();
        assertThat(items.path(1).path("error").path("code").asString()).isEqualTo("PROVIDER_FAILED");
        assertThat(items.path(2).path("attemptCount").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&status=FAILED"})
    void pagesThroughAUsersJobsWithoutGaps(String filter) {
        UserId user = aUser();
        List<UUID> failed = new ArrayList<>();
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            failed.add(aJob().of(user).failed("PROVIDER_FAILED").storeIn(database));
            all.add(aJob().of(user).cancelled().storeIn(database));
        }
        all.addAll(failed);

        List<UUID> shown = readPages("tasks?limit=3&userId=" + user + filter);

        assertThat(shown).containsExactlyElementsOf(newestFirst(filter.isEmpty() ? all : failed));
    }

    @Test
    void listsEverybodysJobsOfAStatusNewestFirst() {
        UUID first = aJob().waiting().storeIn(database);
        UUID second = aJob().waiting().storeIn(database);
        aJob().cancelled().storeIn(database);
        try {
            JsonNode newest = read("tasks?status=PENDING&limit=2");

            assertThat(ids(newest.path("items"))).containsExactly(second, first);
            assertThat(ids(read("tasks?limit=2").path("items"))).doesNotContain(first);
        } finally {
            forget(first, second);
        }
    }

    @Test
    void countsFailuresOfTheLastHoursByReasonAndProvider() {
        String reason = "REASON_" + UUID.randomUUID();
        Instant now = Instant.now();
        aJob().failed(reason).storeIn(database);
        aJob().failed(reason).endedAt(now.minus(Duration.ofHours(1))).storeIn(database);
        aJob().failed(reason).endedAt(now.minus(Duration.ofHours(25))).storeIn(database);
        aJob().failed(reason).refused().storeIn(database);
        aJob().cancelled().storeIn(database);

        JsonNode day = read("failures");
        JsonNode found = reason(day, reason);

        assertThat(day.path("hours").asInt()).isEqualTo(24);
        assertThat(day.path("failed").asLong()).isBetween(2L, day.path("ended").asLong() - 1);
        assertThat(found.path("count").asLong()).isEqualTo(2);
        assertThat(found.path("provider").asString()).isEqualTo("kie");
        assertThat(found.path("share").asDouble())
                .isEqualTo(2.0 / day.path("ended").asLong(), within(1e-9));
        assertThat(Instant.parse(found.path("lastAt").asString())).isAfter(now.minusSeconds(60));
        assertThat(reason(read("failures?hours=48"), reason).path("count").asLong())
                .isEqualTo(3);
    }

    @Test
    void tellsHowJobsOfTheLastHoursEndedAndHowLongTheyRan() {
        String model = "model-" + UUID.randomUUID();
        Instant dayAgo = Instant.now().minus(Duration.ofHours(25));
        for (int seconds = 1; seconds <= 20; seconds++) {
            aJob().with(model).ranFor(Duration.ofSeconds(seconds)).storeIn(database);
        }
        aJob().with(model).ranFor(Duration.ofHours(1)).endedAt(dayAgo).storeIn(database);
        aJob().with(model).failed("PROVIDER_FAILED").storeIn(database);
        aJob().with(model).failed("INSUFFICIENT_FUNDS").refused().storeIn(database);
        aJob().with(model).cancelled().storeIn(database);
        aJob().with(model).cancelled().storeIn(database);
        String unlucky = "model-" + UUID.randomUUID();
        aJob().with(unlucky).failed("PROVIDER_FAILED").storeIn(database);

        JsonNode day = read("run-times");
        JsonNode ended = runTimes(day, model);

        assertThat(day.path("hours").asInt()).isEqualTo(24);
        assertThat(ended.path("operation").asString()).isEqualTo("try-on");
        assertThat(ended.path("completed").asLong()).isEqualTo(20);
        assertThat(ended.path("failed").asLong()).isEqualTo(1);
        assertThat(ended.path("cancelled").asLong()).isEqualTo(2);
        assertThat(ended.path("meanMillis").asLong()).isEqualTo(10_500);
        assertThat(ended.path("p95Millis").asLong()).isEqualTo(19_050);
        assertThat(runTimes(day, unlucky).path("meanMillis").isNull()).isTrue();
        assertThat(runTimes(day, unlucky).path("p95Millis").isNull()).isTrue();
        assertThat(runTimes(read("run-times?hours=48"), model).path("completed").asLong())
                .isEqualTo(21);
    }

    @Test
    void measuresTheRunOfAJobThatAWorkerCompleted() {
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "COMPLETED");

        JsonNode ended = runTimes(read("run-times?hours=1"), "nano-banana-2");

        assertThat(ended.path("completed").asLong()).isPositive();
        assertThat(ended.path("meanMillis").asLong()).isPositive();
    }

    @Test
    void listsTheSpendingOfEachDay() {
        String budget = "budget-" + UUID.randomUUID();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        spent(budget, today, 120_000, 3);
        spent(budget, today.minusDays(1), 40_000, 1);
        spent(budget, today.minusDays(5), 80_000, 2);

        List<JsonNode> days = read("spending?days=3")
                .path("items")
                .valueStream()
                .filter(item -> item.path("budget").asString().equals(budget))
                .toList();

        assertThat(days)
                .satisfiesExactly(
                        day -> {
                            assertThat(day.path("day").asString()).isEqualTo(today.toString());
                            assertThat(day.path("costMicroUsd").asLong()).isEqualTo(120_000);
                            assertThat(day.path("attempts").asInt()).isEqualTo(3);
                        },
                        day -> assertThat(day.path("costMicroUsd").asLong()).isEqualTo(40_000));
    }

    @Test
    void countsTheCallsThatADaysMoneyPaidFor() {
        int callsBefore = callsToday("kie");
        Submitted job = submitted(aUserWith(2));
        awaitStatus(job, "COMPLETED");

        assertThat(callsToday("kie")).isEqualTo(callsBefore + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks", "tasks/00000000-0000-7000-8000-000000000000", "failures", "spending", "run-times"})
    void isClosedToUsers(String page) {
        assertThat(get(aUser(), ADMIN + page).status()).isEqualTo(403);
    }

    @Test
    void knowsNoOtherJob() {
        assertThat(get(aUser(), ADMIN + "tasks/" + UUID.randomUUID(), "ADMIN").status())
                .isEqualTo(404);
        assertThat(read("tasks?userId=" + UUID.randomUUID()).path("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks?status=NOPE",
                "tasks?userId=nobody",
                "tasks?limit=0",
                "tasks?limit=201",
                "tasks?cursor=nonsense",
                "tasks/nonsense",
                "failures?hours=0",
                "failures?hours=169",
                "run-times?hours=0",
                "run-times?hours=169",
                "spending?days=0",
                "spending?days=91"
            })
    void refusesWhatMakesNoSense(String page) {
        assertThat(get(aUser(), ADMIN + page, "ADMIN").status()).isEqualTo(400);
    }

    private JsonNode read(String page) {
        Answer answer = get(aUser(), ADMIN + page, "ADMIN");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body();
    }

    private List<UUID> readPages(String page) {
        List<UUID> shown = new ArrayList<>();
        JsonNode next = read(page);
        shown.addAll(ids(next.path("items")));
        while (!next.path("nextCursor").isNull()) {
            next = read(page + "&cursor=" + next.path("nextCursor").asString());
            shown.addAll(ids(next.path("items")));
        }
        return shown;
    }

    private static List<UUID> ids(JsonNode items) {
        return items.valueStream()
                .map(item -> UUID.fromString(item.path("id").asString()))
                .toList();
    }

    private static List<UUID> newestFirst(List<UUID> ids) {
        return ids.stream()
                .sorted(Comparator.comparing(UUID::toString).reversed())
                .toList();
    }

    private static JsonNode reason(JsonNode failures, String code) {
        return failures.path("reasons")
                .valueStream()
                .filter(reason -> reason.path("code").asString().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode runTimes(JsonNode answer, String model) {
        return answer.path("items")
                .valueStream()
                .filter(item -> item.path("model").asString().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private int callsToday(String budget) {
        return read("spending?days=1")
                .path("items")
                .valueStream()
                .filter(item -> item.path("budget").asString().equals(budget))
                .mapToInt(item -> item.path("attempts").asInt())
                .sum();
    }

    private void spent(String budget, LocalDate day, long microUsd, int calls) {
        database.sql("insert into spending (budget, day, micro_usd, calls) values (:budget, :day, :amount, :calls)")
                .bind("budget", budget)
                .bind("day", day)
                .bind("amount", microUsd)
                .bind("calls", calls)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private void forget(UUID... ids) {
        database.sql("delete from job where id = any(:ids)")
                .bind("ids", ids)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }
}
