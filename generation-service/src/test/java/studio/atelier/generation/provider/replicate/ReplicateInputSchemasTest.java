package studio.atelier.generation.provider.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.provider.ProviderRequestFixtures.LIMIT;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;
import studio.atelier.platform.cache.SmartCaches;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReplicateInputSchemasTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As Replicate describes a model: choices stand behind {@code allOf} and {@code $ref}. */
    private static final String VERSION = """
            {"id": "5c7d", "openapi_schema": {"openapi": "3.0.2", "paths": {}, "components": {"schemas": {
              "Input": {"type": "object", "title": "Input", "required": ["prompt"], "properties": {
                "prompt": {"type": "string", "title": "Prompt", "x-order": 0},
                "aspect_ratio": {"allOf": [{"$ref": "#/components/schemas/aspect_ratio"}], "default": "1:1", "x-order": 1},
                "steps": {"type": "integer", "default": 4, "minimum": 1, "maximum": 4, "x-order": 2},
                "strength": {"type": "number", "default": 0.5, "minimum": 0, "maximum": 1, "x-order": 3},
                "image": {"type": "string", "format": "uri", "x-order": 4}
              }},
              "Output": {"type": "array", "items": {"type": "string", "format": "uri"}},
              "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9"], "title": "aspect_ratio"}
            }}}}
            """;

    private static final String MODEL = "{\"owner\":\"acme\",\"name\":\"paint\",\"latest_version\":" + VERSION + "}";

    private final ProviderStub stub = ProviderStub.start();
    private final ReplicateInputSchemas schemas = new ReplicateInputSchemas(
            ReplicateFixtures.properties(stub.uri(), ""),
            SafeFetchFixtures.clients(),
            new SmartCaches(null, JSON, new SimpleMeterRegistry(), Ticker.systemTicker()),
            JSON);

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void leavesOutWhatTheModelDoesNotKnowAndReadsItsSchemaOnce() {
        stub.answerWith(StubAnswer.json(200, MODEL));
        ObjectNode input = input("\"aspect_ratio\":\"16:9\",\"steps\":4,\"strength\":0.3,\"image\":\"data:,\","
                + "\"quality\":\"high\",\"negative_prompt\":\"birds\"");

        for (int i = 0; i < 2; i++) {
            assertThat(fit("acme/paint", input, "image"))
                    .isEqualTo(input("\"aspect_ratio\":\"16:9\",\"steps\":4,\"strength\":0.3,\"image\":\"data:,\""));
        }

        assertThat(stub.onlyRequest().uri()).hasToString("/v1/models/acme/paint");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "prompt":"a","aspect_ratio":"21:9" | replicate_aspect_ratio_enum
                    "prompt":"a","steps":5             | replicate_steps_maximum
                    "prompt":"a","steps":2.5           | replicate_steps_type
                    "prompt":"a","strength":-0.1       | replicate_strength_minimum
                    "steps":1                          | replicate_prompt_required
                    """)
    void refusesWhatTheModelDoesNotTake(String members, String detail) {
        stub.answerWith(StubAnswer.json(200, MODEL));

        expectFailure(schemas.fitInput("acme/paint", object(members), ""), "Refused", detail);
    }

    @Test
    void refusesPicturesForAModelThatHasNoSuchMember() {
        stub.answerWith(StubAnswer.json(200, MODEL));

        expectFailure(
                schemas.fitInput("acme/paint", input("\"images\":[\"data:,\"]"), "images"),
                "Refused",
                "replicate_takes_no_pictures");
    }

    @Test
    void readsTheSchemaOfTheVersionThatARouteNames() {
        stub.answerWith(StubAnswer.json(200, VERSION));

        assertThat(fit("acme/paint:5c7d", input("\"quality\":\"high\""), "")).isEqualTo(input(""));

        assertThat(stub.onlyRequest().uri()).hasToString("/v1/models/acme/paint/versions/5c7d");
    }

    @ParameterizedTest
    @MethodSource
    void letsTheInputGoAsItIsWithoutASchema(StubAnswer answer) {
        stub.answerWith(answer);
        ObjectNode input = input("\"aspect_ratio\":\"21:9\",\"quality\":\"high\"");

        assertThat(fit("acme/paint", input, "image")).isEqualTo(input);
        assertThat(fit("acme/paint", input, "image")).isEqualTo(input);
        assertThat(stub.requests).as("Replicate is not asked again at once").hasSize(1);
    }

    static Stream<StubAnswer> letsTheInputGoAsItIsWithoutASchema() {
        return Stream.of(
                StubAnswer.json(404, "{\"detail\":\"Not found\",\"status\":404}"),
                StubAnswer.json(500, "{}"),
                StubAnswer.json(200, "{\"latest_version\":null}"),
                StubAnswer.text(200, "no JSON"),
                StubAnswer.json(200, MODEL.replace("schemas/aspect_ratio", "schemas/gone")),
                StubAnswer.reset(),
                StubAnswer.never());
    }

    @Test
    void asksForNoSchemaOfABareVersion() {
        ObjectNode input = input("\"quality\":\"high\"");

        assertThat(fit("5c7d", input, "")).isEqualTo(input);
        assertThat(stub.requests).isEmpty();
    }

    @Test
    void makesNoPredictionOfAnInputThatTheModelDoesNotTake() {
        stub.answerWith(StubAnswer.json(200, MODEL), StubAnswer.json(201, "{\"id\":\"gm3x\",\"status\":\"starting\"}"));
        ReplicateProperties properties = ReplicateFixtures.properties(stub.uri(), "");
        ReplicateImageProvider replicate = new ReplicateImageProvider(
                properties,
                new ReplicateWebhookSignatures(properties, Clock.systemUTC()),
                schemas,
                SafeFetchFixtures.trusting(),
                JSON,
                SafeFetchFixtures.clients());

        replicate.requestImage(request(Map.of("quality", "high"))).block(LIMIT);
        expectFailure(
                replicate.requestImage(request(Map.of("aspect_ratio", "21:9"))),
                "Refused",
                "replicate_aspect_ratio_enum");

        assertThat(stub.requests).hasSize(2);
        assertThat(stub.requests.get(1).json().path("input")).isEqualTo(input(""));
    }

    private static ProviderImageRequest request(Map<String, Object> parameters) {
        return new ProviderImageRequest(UUID.randomUUID(), "acme/paint", "a red kite", List.of(), parameters);
    }

    private ObjectNode fit(String model, ObjectNode input, String pictures) {
        return schemas.fitInput(model, input, pictures).block(LIMIT);
    }

    private static ObjectNode input(String more) {
        return object("\"prompt\":\"a red kite\"" + (more.isEmpty() ? "" : "," + more));
    }

    private static ObjectNode object(String members) {
        return (ObjectNode) JSON.readTree("{" + members + "}");
    }
}
