package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The providers of a model are tried in their order; whichever makes the image, the user pays its price once. */
@WholeStack
class ProviderRoutingIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_FAILURES_UNTIL_OPEN = 20;
    private static final String PROVIDERS = "/api/v1/admin/generation/providers";

    /** A word that no other prompt has. */
    private final String prompt = "kite" + UUID.randomUUID().toString().replace("-", "");

    @AfterEach
    void switchProvidersOn(Stack stack) {
        Person operator = Person.operator(stack);
        for (JsonNode provider : operator.get(PROVIDERS).json().path("items")) {
            if (!provider.path("enabled").asBoolean()) {
                switchProvider(provider.path("name").asString(), true, operator);
            }
        }
    }

    /** One misfortune after the other at each provider: the job gets over it, and the operator reads what it was. */
    @ParameterizedTest
    @MethodSource
    void makesAnImageAfterEachMisfortuneAndSaysWhatItWas(
            String provider, String model, long price, Map<String, String> codesByFault, Stack stack, Sandbox sandbox) {
        codesByFault.forEach((fault, code) -> {
            String marked = fault + prompt;
            sandbox.providerNext(provider, fault, 1);
            Person anna = Person.newcomer(stack);

            JsonNode job = anna.ended(anna.submit(Person.modelOrder(model, marked)), LIMIT);

            assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
            assertThat(job.path("provider").asString()).isEqualTo(provider);
            assertThat(anna.download(job.at("/images/0/url").asString()).status())
                    .isEqualTo(200);
            assertThat(calls(job, stack)).containsExactly(provider + " " + code, provider + " made");
            assertThat(sandbox.providerCalls(provider, marked)).hasSize(2);
            paysOnce(price, anna);
        });
    }

    static Stream<Arguments> makesAnImageAfterEachMisfortuneAndSaysWhatItWas() {
        return Stream.of(
                Arguments.of(
                        "openai",
                        "gpt-image-2",
                        3,
                        Map.of(
                                "UNAVAILABLE", "openai_503",
                                "EMPTY_RESULT", "openai_no_image",
                                "UNDECODABLE_PICTURE", "result_NOT_DECODABLE")),
                Arguments.of(
                        "a1111",
                        "sdxl-local",
                        1,
                        Map.of(
                                "OUT_OF_MEMORY", "a1111_out_of_memory",
                                "PLAIN_TEXT_ERROR", "a1111_500",
                                "EMPTY_RESULT", "a1111_no_image")),
                Arguments.of(
                        "pollinations",
                        "pollinations",
                        1,
                        Map.of(
                                "QUEUE_FULL", "pollinations_queue_full",
                                "RATE_LIMIT_PICTURE", "pollinations_notice_instead_of_picture",
                                "WRONG_MIME", "pollinations_not_a_picture")),
                Arguments.of(
                        "venice",
                        "venice",
                        1,
                        Map.of(
                                "UNAVAILABLE", "venice_503",
                                "CONTENT_VIOLATION", "venice_content_violation",
                                "EMPTY_RESULT", "venice_no_image")),
                Arguments.of(
                        "replicate",
                        "flux",
                        1,
                        Map.of(
                                "TASK_FAILS", "replicate_failed",
                                "NSFW_FAILS", "replicate_image_withheld",
                                "OUTPUT_LOCAL_PATH", "replicate_no_picture")));
    }

    /** The response to a call is lost: where the provider allows, its image is not paid for a second time. */
    @ParameterizedTest
    @CsvSource({"pollinations, pollinations", "replicate, flux"})
    void paysOnceForAnImageWhoseAnswerWasLost(String provider, String model, Stack stack, Sandbox sandbox) {
        sandbox.providerNext(provider, "DONE_BUT_TIMED_OUT", 1);
        Person anna = Person.newcomer(stack);

        JsonNode job = order(model, anna);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(calls(job, stack)).containsExactly(provider + " made");
        assertThat(sandbox.imagesBilled(provider)).isEqualTo(1);
        paysOnce(1, anna);
    }

    @Test
    void takesTheNextProviderWhenTheFirstFails(Stack stack, Sandbox sandbox) {
        sandbox.provider("replicate", Map.of("rates", Map.of("TASK_FAILS", 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = order("flux", anna);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(job.path("provider").asString()).isEqualTo("pollinations");
        assertThat(calls(job, stack))
                .containsExactly("replicate replicate_failed", "replicate replicate_failed", "pollinations made");
        assertThat(sandbox.providerCalls("replicate", prompt)).hasSize(2);
        assertThat(sandbox.providerCalls("pollinations", prompt)).hasSize(1);
        paysOnce(1, anna);
    }

    @Test
    void takesTheNextProviderWhenTheFirstRefusesOurAccount(Stack stack, Sandbox sandbox) {
        sandbox.providerNext("openai", "NO_CREDIT", 1);
        Person anna = Person.newcomer(stack);

        JsonNode job = order("gpt-image-2", anna);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(calls(job, stack)).containsExactly("openai openai_insufficient_quota", "kie made");
        assertThat(sandbox.providerCalls("openai", prompt)).hasSize(1);
        assertThat(sandbox.kieTasks()).hasSize(1);
        paysOnce(3, anna);
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-image-2", "pollinations, pollinations"})
    void asksNobodyElseWhatAPolicyForbids(String provider, String model, Stack stack, Sandbox sandbox) {
        sandbox.providerNext(provider, "REFUSED", 1);
        Person anna = Person.newcomer(stack);

        JsonNode job = order(model, anna);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(job.at("/error/code").asString()).isEqualTo("CONTENT_REFUSED");
        assertThat(calls(job, stack))
                .hasSize(1)
                .allSatisfy(call -> assertThat(call).startsWith(provider + " "));
        assertThat(sandbox.providerCalls(provider, prompt)).hasSize(1);
        assertThat(sandbox.providerCalls("venice", prompt)).isEmpty();
        assertThat(sandbox.kieTasks()).isEmpty();
        paysNothing(anna);
    }

    /** The first job waits for the provider when it is switched off; the second comes afterwards. */
    @Test
    void passesOverAProviderThatAnOperatorSwitchesOff(Stack stack, Sandbox sandbox) {
        Person operator = Person.operator(stack);
        Person anna = Person.newcomer(stack);
        queue("replicate", "pause", operator);
        String waiting = anna.submit(Person.modelOrder("flux", prompt));
        switchProvider("replicate", false, operator);
        queue("replicate", "resume", operator);

        List<JsonNode> jobs = List.of(anna.ended(waiting, LIMIT), order("flux", anna));

        assertThat(jobs).allSatisfy(job -> {
            assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
            assertThat(calls(job, stack)).containsExactly("pollinations made");
        });
        assertThat(sandbox.providerCalls("replicate", prompt)).isEmpty();
        assertThat(sandbox.providerCalls("pollinations", prompt)).hasSize(2);
        JourneyIT.freeActionsSettleAt(anna, 8);
        assertThat(anna.charges(LIMIT)).containsExactly("charged -1", "charged -1");
    }

    /** Ten jobs with two calls each are more than the breaker looks at; the job after them meets it open. */
    @Test
    void passesOverAProviderWhoseBreakerIsOpen(Stack stack, Sandbox sandbox) {
        sandbox.provider("replicate", Map.of("rates", Map.of("TOO_MANY_REQUESTS", 1.0)));
        Person operator = Person.operator(stack);
        Person anna = Person.newcomer(stack);
        Person bohdan = Person.newcomer(stack);
        String failing = "before-" + prompt;
        String batch = anna.submit(Person.batchOrder(IntStream.range(0, 10)
                .mapToObj(item -> Person.modelOrder("flux", failing))
                .toList()));
        Await.until("the breaker to open", LIMIT, () -> breaker("replicate", operator), "open"::equals);
        int failures = sandbox.providerCalls("replicate", failing).size();
        String after = "after-" + prompt;

        JsonNode job = bohdan.ended(bohdan.submit(Person.modelOrder("flux", after)), LIMIT);

        assertThat(breaker("replicate", operator))
                .as("the job does not wait until it closes")
                .isEqualTo("open");
        assertThat(failures).isLessThanOrEqualTo(MOST_FAILURES_UNTIL_OPEN);
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(calls(job, stack)).containsExactly("pollinations made");
        assertThat(sandbox.providerCalls("replicate", after)).isEmpty();
        paysOnce(1, bohdan);
        assertThat(anna.endedBatch(batch, LIMIT).path("status").asString()).isEqualTo("COMPLETED");
        JourneyIT.freeActionsSettleAt(anna, 0);
        recovers("replicate", stack, sandbox);
    }

    @Test
    void givesTheUnitsBackOnceWhenAllProvidersFail(Stack stack, Sandbox sandbox) {
        sandbox.provider("replicate", Map.of("rates", Map.of("TASK_FAILS", 1.0)));
        sandbox.provider("pollinations", Map.of("rates", Map.of("SERVER_ERROR", 1.0)));
        Person anna = Person.newcomer(stack);

        JsonNode job = order("flux", anna);

        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("FAILED");
        assertThat(job.at("/error/code").asString()).isEqualTo("PROVIDER_FAILED");
        assertThat(calls(job, stack))
                .containsExactly(
                        "replicate replicate_failed", "replicate replicate_failed", "pollinations pollinations_500");
        assertThat(sandbox.providerCalls("replicate", prompt)).hasSize(2);
        assertThat(sandbox.providerCalls("pollinations", prompt)).hasSize(1);
        paysNothing(anna);
    }

    private JsonNode order(String model, Person user) {
        return user.ended(user.submit(Person.modelOrder(model, prompt)), LIMIT);
    }

    private static void paysOnce(long price, Person user) {
        JourneyIT.freeActionsSettleAt(user, 10 - price);
        assertThat(user.charges(LIMIT)).containsExactly("charged -" + price);
    }

    private static void paysNothing(Person user) {
        JourneyIT.freeActionsSettleAt(user, 10);
        assertThat(user.charges(LIMIT)).isEmpty();
    }

    /** The calls to providers that the operator sees, oldest first: the provider, and its error unless it succeeded. */
    private static List<String> calls(JsonNode job, Stack stack) {
        String path = "/api/v1/admin/generation/tasks/" + job.path("id").asString();
        return Person.operator(stack)
                .get(path)
                .json()
                .path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("provider").asString() + " "
                        + attempt.path("errorCode").asString("made"))
                .toList();
    }

    private static String breaker(String provider, Person operator) {
        return operator.get(PROVIDERS)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString().equals(provider))
                .map(item -> item.path("breaker").asString())
                .findFirst()
                .orElseThrow();
    }

    /** Two jobs are at least the three calls with which the breaker tries the provider again. */
    private void recovers(String provider, Stack stack, Sandbox sandbox) {
        sandbox.provider(provider, Map.of("rates", Map.of()));
        Person operator = Person.operator(stack);
        Person carol = Person.newcomer(stack);
        Await.until("the breaker to try again", LIMIT, () -> breaker(provider, operator), "half-open"::equals);
        assertThat(order("flux", carol).path("provider").asString()).isEqualTo(provider);
        assertThat(order("flux", carol).path("provider").asString()).isEqualTo(provider);
        assertThat(breaker(provider, operator)).isEqualTo("closed");
    }

    private static void switchProvider(String provider, boolean enabled, Person operator) {
        Http.Answer answer = operator.send("PUT", PROVIDERS + "/" + provider, Map.of("enabled", enabled));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static void queue(String name, String action, Person operator) {
        Http.Answer answer = operator.post("/api/v1/admin/generation/queues/" + name + "/" + action, null);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }
}
