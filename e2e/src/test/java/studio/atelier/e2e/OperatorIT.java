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

/** What operators ask of the services comes through the one public door. */
@WholeStack
class OperatorIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PACE = Duration.ofMillis(200);

    @ParameterizedTest
    @ValueSource(strings = {"auth", "billing", "generation", "chat"})
    void showsAServiceToOperatorsOnly(String service, Stack stack) {
        Person operator = operator(stack);
        Person anna = Person.newcomer(stack);

        for (String page : List.of("/dead-letters", "/scheduled-tasks")) {
            String path = "/api/v1/admin/" + service + page;
            assertThat(operator.get(path).status()).as(path).isEqualTo(200);
            assertThat(anna.get(path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void replaysDeadLettersOfEveryServiceThatReadsAnEventNobodyCanRead(Stack stack) {
        Person operator = operator(stack);
        publishNonsense(stack);

        for (String service : List.of("billing", "generation", "chat")) {
            String path = "/api/v1/admin/" + service + "/dead-letters";
            JsonNode letter = Await.until(
                    "a dead letter of " + service,
                    LIMIT,
                    PACE,
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

    private static Person operator(Stack stack) {
        return Person.login(stack, Long.parseLong(stack.setting("ATELIER_TELEGRAM_ADMIN_IDS")));
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
