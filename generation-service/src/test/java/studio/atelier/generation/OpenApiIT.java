package studio.atelier.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.generation.support.JobsTest;
import tools.jackson.databind.JsonNode;

class OpenApiIT extends JobsTest {

    @Test
    void describesTheCallsAsClientsMakeThem() {
        JsonNode api = get(aUser(), "/v3/api-docs").body();

        JsonNode create = api.path("paths").path("/api/v1/generations").path("post");
        List<String> parameters = create.path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("name").asString())
                .toList();
        assertThat(parameters).containsExactly("Idempotency-Key");
        assertThat(api.path("components").path("schemas").path("TryOnRequest").has("allOf"))
                .isFalse();
        assertThat(create.path("responses").propertyNames()).contains("202", "402", "409", "422", "429", "503");
        assertThat(create.path("requestBody").toString()).contains("GenerationRequest");
        JsonNode schemas = api.path("components").path("schemas");
        assertThat(schemas.path("Job").path("properties").propertyNames())
                .contains("id", "status", "progress", "queuePosition", "images", "error", "cancelRequested");
        assertThat(schemas.path("TryOnRequest").path("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        "operation",
                        "category",
                        "personUploadId",
                        "itemUploadId",
                        "funding",
                        "expectedSource",
                        "maxPrice");
        assertThat(api.toString()).doesNotContain("/webhooks/kie").doesNotContain("\"Caller\"");
    }
}
