package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Repeated and concurrent submissions are admitted and charged correctly. */
@WholeStack
class AdmissionIT {

    private static final Duration JOB_LIMIT = Duration.ofSeconds(90);

    @Test
    void admitsExactlyWhatTheBalanceIsWorth(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        JsonNode first = anna.tryOn(sandbox).json();
        JsonNode second = anna.tryOn(sandbox).json();
        anna.ended(first.path("id").asString(), JOB_LIMIT);
        anna.ended(second.path("id").asString(), JOB_LIMIT);
        JourneyIT.freeActionsSettleAt(anna, 6);
        Map<String, Object> order = anna.tryOnOrder(sandbox);

        Map<Integer, List<Http.Answer>> answers =
                IntStream.range(0, 200)
                        .mapToObj(i -> submit(anna, order, UUID.randomUUID().toString()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .collect(Collectors.groupingBy(Http.Answer::status));

        assertThat(answers.keySet()).isSubsetOf(202, 402, 429);
        assertThat(answers.getOrDefault(402, List.of())).allSatisfy(declined -> {
            assertThat(declined.code()).isEqualTo("INSUFFICIENT_FUNDS");
            assertThat(declined.json().path("required").asLong()).isEqualTo(2);
            assertThat(declined.json().path("offers").size()).isPositive();
        });
        // A caller whose answer was late got PENDING and sees the refusal as a failed job.
        Map<String, Long> ends = answers.get(202).stream()
                .map(admitted -> anna.ended(admitted.text("/id"), JOB_LIMIT))
                .collect(Collectors.groupingBy(
                        job -> job.path("status").asString() + " "
                                + job.at("/error/code").asString(""),
                        Collectors.counting()));
        assertThat(ends).containsEntry("COMPLETED ", 3L);
        assertThat(ends.keySet()).isSubsetOf("COMPLETED ", "FAILED INSUFFICIENT_FUNDS");
        JourneyIT.freeActionsSettleAt(anna, 0);
    }

    @Test
    void doesOnceWhatIsAskedFiftyTimesUnderOneKey(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        Map<String, Object> order = anna.tryOnOrder(sandbox);
        String key = UUID.randomUUID().toString();

        List<Http.Answer> answers = IntStream.range(0, 50).mapToObj(i -> submit(anna, order, key)).toList().stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(202, 409));
        List<Http.Answer> admitted =
                answers.stream().filter(answer -> answer.status() == 202).toList();
        assertThat(admitted.stream().map(answer -> answer.text("/id")))
                .isNotEmpty()
                .allMatch(admitted.getFirst().text("/id")::equals);
        assertThat(admitted.stream()
                        .filter(answer -> !"true".equals(answer.headers().get("Idempotency-Replayed"))))
                .hasSize(1);
        anna.ended(admitted.getFirst().text("/id"), JOB_LIMIT);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    @Test
    void refusesTheSameKeyWithAnotherBody(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        String key = UUID.randomUUID().toString();
        String jobId =
                anna.post("/api/v1/generations", anna.tryOnOrder(sandbox), key).text("/id");

        Http.Answer other = anna.post("/api/v1/generations", anna.tryOnOrder(sandbox), key);

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        anna.ended(jobId, JOB_LIMIT);
        JourneyIT.freeActionsSettleAt(anna, 8);
    }

    private static CompletableFuture<Http.Answer> submit(Person user, Map<String, Object> order, String key) {
        return user.http().sendLater("POST", "/api/v1/generations", user.headers(key), order);
    }
}
