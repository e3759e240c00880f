package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.generation.support.KieStub;
import tools.jackson.databind.JsonNode;

class BatchIT extends JobsTest {

    private static final String KITE = item("a kite");

    @Test
    void makesEveryPictureWithAHoldOfItsOwn() {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), batch(KITE, item("a boat"), item("a tree")));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.body().path("operation").asString()).isEqualTo("batch");
        assertThat(answer.body().path("price").asLong()).isEqualTo(6);
        assertThat(prompts(answer.body())).containsExactly("a kite", "a boat", "a tree");
        JsonNode done = awaitBatch(user, answer.id(), "COMPLETED");
        assertThat(done.path("progress").asInt()).isEqualTo(100);
        itemIds(done).forEach(id -> awaitHold(id, "captured"));
        assertThat(billing.left(user)).isEqualTo(4);
        assertThat(groupsOf(user)).hasSize(1);
        assertThat(groupsOf(user).getFirst().items()).hasSize(3);
        assertThat(KIE.creates).hasSize(3);
        assertThat(get(user, "/api/v1/generations?limit=10")
                        .body()
                        .path("items")
                        .size())
                .as("its jobs are on the list of jobs")
                .isEqualTo(3);
    }

    @Test
    void refundsOnlyWhatFails() {
        UserId user = aUserWith(10);
        KIE.nextCreates.add(KieStub.Answer.code(422));

        Answer answer = submit(user, aKey(), batch(KITE, KITE));

        JsonNode done = awaitBatch(user, answer.id(), "PARTIAL");
        assertThat(statuses(done)).containsExactlyInAnyOrder("COMPLETED", "FAILED");
        for (JsonNode item : done.path("items")) {
            awaitHold(
                    UUID.fromString(item.path("id").asString()),
                    item.path("status").asString().equals("COMPLETED") ? "captured" : "released");
        }
        assertThat(billing.left(user)).isEqualTo(8);
    }

    @Test
    void admitsAllOrNone() {
        UserId user = aUserWith(5);
        String key = aKey();

        Answer answer = submit(user, key, batch(KITE, KITE, KITE));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(402);
        assertThat(answer.body().path("required").asLong()).isEqualTo(6);
        assertThat(get(user, "/api/v1/generations").body().path("items").isEmpty())
                .isTrue();
        assertThat(KIE.creates).isEmpty();
        billing.grant(user, 1);
        Answer payable = submit(user, key, batch(KITE, KITE, KITE));
        assertThat(payable.status()).as("the key is free again").isEqualTo(202);
        awaitBatch(user, payable.id(), "COMPLETED");
    }

    @Test
    void isMadeOnceForAKey() {
        UserId user = aUserWith(10);
        String key = aKey();
        String body = batch(KITE, KITE);

        Answer first = submit(user, key, body);
        Answer again = submit(user, key, body);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.replayed()).isTrue();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(itemIds(again.body())).isEqualTo(itemIds(first.body()));
        assertThat(submit(user, key, batch(KITE)).status()).isEqualTo(422);
        awaitBatch(user, first.id(), "COMPLETED");
        assertThat(KIE.creates).hasSize(2);
    }

    @Test
    void asksForAllHoldsAgainUntilTheyAreAnswered() {
        UserId user = aUserWith(10);
        billing.silent = true;

        Answer answer = submit(user, aKey(), batch(KITE, KITE));
        assertThat(answer.body().path("status").asString()).isEqualTo("PENDING");
        billing.silent = false;
        change("update job set ask_again_at = now() where batch_id = :id", UUID.fromString(answer.id()));

        awaitBatch(user, answer.id(), "COMPLETED");
        assertThat(groupsOf(user)).as("one command, and one repetition of it").hasSize(2);
        assertThat(groupsOf(user).getFirst()).isEqualTo(groupsOf(user).getLast());
        assertThat(billing.commands.stream()
                        .filter(PlaceHold.class::isInstance)
                        .map(PlaceHold.class::cast)
                        .filter(place -> place.userId().equals(user)))
                .isEmpty();
    }

    @Test
    void pointsAtTheItemThatDoesNotFit() {
        UserId user = aUserWith(10);

        Answer answer = submit(
                user, aKey(), batch(KITE, "{\"operation\":\"model\",\"modelId\":\"nano-banana-2\",\"parameters\":{}}"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/items/1/parameters/prompt");
        assertThat(KIE.creates).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"maxPrice\":1", "\"funding\":\"free\"", "\"expectedSource\":\"free\""})
    void refusesAnItemThatSaysHowItIsPaid(String payment) {
        UserId user = aUserWith(10);

        Answer answer = submit(user, aKey(), batch(KITE, KITE.replace("}}", "}," + payment + "}")));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("BATCH_ITEM_PAYMENT");
        assertThat(answer.body().path("pointer").asString()).isEqualTo("/items/1");
        assertThat(get(user, "/api/v1/generations").body().path("items").isEmpty())
                .isTrue();
    }

    @Test
    void refusesABatchOfNothingOfTooMuchAndOfBatches() {
        UserId user = aUserWith(100);
        String[] tooMany = IntStream.range(0, 21).mapToObj(i -> KITE).toArray(String[]::new);

        assertThat(submit(user, aKey(), batch()).status()).isEqualTo(400);
        assertThat(submit(user, aKey(), batch(tooMany)).status()).isEqualTo(400);
        assertThat(submit(user, aKey(), batch("null")).status()).isEqualTo(400);
        assertThat(submit(user, aKey(), batch(batch(KITE))).code()).isEqualTo("UNKNOWN_OPERATION");
    }

    @Test
    void stopsWhatHasNotBegunAndRefundsIt() {
        UserId user = aUserWith(20);
        pauseKie(true);
        Answer answer = submit(user, aKey(), batch(KITE, KITE, KITE));

        Answer cancelled = post(user, aKey(), "/api/v1/batches/" + answer.id() + "/cancel", "");
        pauseKie(false);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.body().path("status").asString()).isEqualTo("CANCELLED");
        itemIds(answer.body()).forEach(id -> awaitHold(id, "released"));
        assertThat(billing.left(user)).isEqualTo(20);
        assertThat(KIE.creates).isEmpty();
    }

    @Test
    void retriesAnItemAsItsBatchWasToBePaid() {
        UserId user = aUserWith(10);
        KIE.nextCreates.add(KieStub.Answer.code(422));
        Answer answer = submit(
                user,
                aKey(),
                "{\"operation\":\"batch\",\"funding\":\"free\",\"expectedSource\":\"free\",\"items\":[" + KITE + "]}");
        awaitBatch(user, answer.id(), "FAILED");

        Answer retried = post(
                user, aKey(), "/api/v1/generations/" + itemIds(answer.body()).getFirst() + "/retry", "");

        assertThat(retried.status()).as(retried.toString()).isEqualTo(202);
        assertThat(retried.body().path("request").path("funding").asString()).isEqualTo("free");
        assertThat(retried.body().path("request").path("expectedSource").asString())
                .isEqualTo("free");
        assertThat(retried.body().path("request").has("maxPrice")).isFalse();
    }

    @Test
    void repeatsTheAnswerOfABatchWhoseJobsAreOffTheList() {
        UserId user = aUserWith(10);
        String key = aKey();
        Answer answer = submit(user, key, batch(KITE));
        awaitBatch(user, answer.id(), "COMPLETED");
        change("update job set deleted_at = now() where batch_id = :id", UUID.fromString(answer.id()));

        Answer again = submit(user, key, batch(KITE));

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.replayed()).isTrue();
        assertThat(get(user, "/api/v1/batches/" + answer.id()).status()).isEqualTo(404);
    }

    @Test
    void showsABatchToItsUserOnly() {
        UserId user = aUserWith(10);
        Answer answer = submit(user, aKey(), batch(KITE));

        assertThat(get(aUser(), "/api/v1/batches/" + answer.id()).status()).isEqualTo(404);
        assertThat(post(aUser(), aKey(), "/api/v1/batches/" + answer.id() + "/cancel", "")
                        .status())
                .isEqualTo(404);
        awaitBatch(user, answer.id(), "COMPLETED");
    }

    @Test
    void quotesTheWholeBatch() {
        UserId user = aUserWith(10);

        Answer quote = post(user, aKey(), "/api/v1/generations/quote", batch(KITE, KITE, KITE));

        assertThat(quote.body().path("price").asLong()).isEqualTo(6);
    }

    private List<PlaceHolds> groupsOf(UserId user) {
        return billing.commands.stream()
                .filter(PlaceHolds.class::isInstance)
                .map(PlaceHolds.class::cast)
                .filter(group -> group.userId().equals(user))
                .toList();
    }

    private JsonNode awaitBatch(UserId user, String id, String status) {
        return await(
                () -> get(user, "/api/v1/batches/" + id).body(),
                batch -> batch.path("status").asString().equals(status));
    }

    private static List<String> prompts(JsonNode batch) {
        return batch.path("items")
                .valueStream()
                .map(item ->
                        item.path("request").path("parameters").path("prompt").asString())
                .toList();
    }

    private static List<String> statuses(JsonNode batch) {
        return batch.path("items")
                .valueStream()
                .map(item -> item.path("status").asString())
                .toList();
    }

    private static List<UUID> itemIds(JsonNode batch) {
        return batch.path("items")
                .valueStream()
                .map(item -> UUID.fromString(item.path("id").asString()))
                .toList();
    }

    private static String item(String prompt) {
        return "{\"operation\":\"model\",\"modelId\":\"nano-banana-2\",\"parameters\":{\"prompt\":\"%s\"}}"
                .formatted(prompt);
    }

    private static String batch(String... items) {
        return List.of(items).stream().collect(Collectors.joining(",", "{\"operation\":\"batch\",\"items\":[", "]}"));
    }
}
