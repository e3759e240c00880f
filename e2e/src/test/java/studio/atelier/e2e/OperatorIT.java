package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Operators reach all services through the gateway. */
@WholeStack
class OperatorIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration JOB_LIMIT = Duration.ofSeconds(120);

    @ParameterizedTest
    @ValueSource(strings = {"auth", "billing", "generation", "chat"})
    void showsAServiceToOperatorsOnly(String service, Stack stack) {
        Person operator = Person.operator(stack);
        Person anna = Person.newcomer(stack);

        for (String page : List.of("/dead-letters", "/scheduled-tasks")) {
            String path = "/api/v1/admin/" + service + page;
            assertThat(operator.get(path).status()).as(path).isEqualTo(200);
            assertThat(anna.get(path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void replaysDeadLettersOfEveryServiceThatReadsAnEventNobodyCanRead(Stack stack) {
        Person operator = Person.operator(stack);
        publishNonsense(stack);

        for (String service : List.of("billing", "generation", "chat")) {
            String path = "/api/v1/admin/" + service + "/dead-letters";
            JsonNode letter = Await.until(
                    "a dead letter of " + service,
                    LIMIT,
                    () -> operator.get(path).json().path("items").path(0),
                    found -> found.path("reason").asString("").startsWith("not a CloudEvent"));

            Http.Answer replayed =
                    operator.post(path + "/" + letter.path("group").asString() + "/replay", null);

            assertThat(replayed.status()).as("%s", replayed).isEqualTo(200);
            assertThat(replayed.json().path("failed").asInt())
                    .as("%s", replayed)
                    .isPositive();
        }
    }

    @Test
    void findsAPersonsJobAndGoesFromItToItsHoldAndBack(Stack stack, Sandbox sandbox) {
        Person operator = Person.operator(stack);
        Person anna = Person.newcomer(stack);
        String jobId = anna.submitTryOn(sandbox);
        anna.ended(jobId, JOB_LIMIT);

        JsonNode found = read(operator, "auth/users?query=" + anna.telegramId());
        String userId = found.at("/items/0/id").asString();
        JsonNode jobs = read(operator, "generation/tasks?userId=" + userId);
        JsonNode job =
                read(operator, "generation/tasks/" + jobs.at("/items/0/id").asString());
        JsonNode hold = Await.until(
                "the hold to be charged",
                LIMIT,
                () -> read(operator, "billing/holds/" + job.path("holdId").asString()),
                now -> now.path("state").asString().equals("captured"));
        JsonNode jobAgain = read(operator, "generation/tasks/" + hold.path("id").asString());

        assertThat(userId).isEqualTo(anna.userId());
        assertThat(jobAgain.path("id").asString()).isEqualTo(jobId);
        assertThat(hold.path("userId").asString()).isEqualTo(userId);
        assertThat(job.path("traceId").asString()).matches("[0-9a-f]{32}");
        assertThat(read(operator, "generation/failures").path("ended").asLong()).isPositive();
        assertThat(read(operator, "generation/spending?days=2")
                        .at("/items/0/attempts")
                        .asInt())
                .isPositive();
    }

    @Test
    void keepsABlockedPersonOutUntilTheBlockEnds(Stack stack) {
        Person operator = Person.operator(stack);
        Person anna = Person.newcomer(stack);
        String block = "/api/v1/admin/auth/users/" + anna.userId() + "/block";

        assertThat(operator.send("PUT", block, Map.of("reason", "a test")).status())
                .isEqualTo(200);

        Await.until(
                "the access token to be refused",
                LIMIT,
                () -> anna.get("/api/v1/billing/balance").status(),
                status -> status == 401);
        Map<String, String> initData = Map.of("initData", new Sandbox(stack.sandbox()).initData(anna.telegramId()));
        Http.Answer refused = anna.http().send("POST", "/api/v1/auth/telegram", Map.of(), initData);
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("USER_BLOCKED");

        assertThat(operator.send("DELETE", block, null).status()).isEqualTo(200);

        assertThat(Person.login(stack, anna.telegramId())
                        .get("/api/v1/billing/balance")
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode read(Person operator, String page) {
        Http.Answer answer = operator.get("/api/v1/admin/" + page);
        assertThat(answer.status()).as("%s: %s", page, answer).isEqualTo(200);
        return answer.json();
    }

    private static void publishNonsense(Stack stack) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", stack.setting("ATELIER_KAFKA_BOOTSTRAP_SERVERS"), "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("auth.events.v1", key, "nonsense".getBytes(StandardCharsets.UTF_8)));
            producer.flush();
        }
    }
}
