package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document in the repository, the source of the Mini App's client, equals the served one. */
@WholeStack
class OpenApiIT {

    private static final String REFRESH = "atelier.e2e.write-openapi";
    private static final String HOW =
            "docs/api/openapi.json is not what the gateway serves. If the API is as it should be:"
                    + " ./mvnw -pl e2e verify -Dit.test=OpenApiIT -D" + REFRESH + "=true, and commit the file";
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void isTheDocumentInTheRepository(Stack stack) throws IOException {
        Path file = stack.directory().root().resolve("docs/api/openapi.json");
        String served = written(document(stack));
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(file, served);
        }

        assertThat(file).as(HOW).hasContent(served);
    }

    @Test
    void namesEveryCallOnce(Stack stack) {
        List<String> names = operations(document(stack))
                .map(operation -> operation.path("operationId").asString(""))
                .toList();

        assertThat(names).isNotEmpty().doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void describesWhatTheGatewayItselfAnswers(Stack stack) {
        assertThat(document(stack).path("paths").propertyNames()).contains("/api/v1/realtime/tickets", "/health");
    }

    private static JsonNode document(Stack stack) {
        Http.Answer answer = new Http(stack.gateway()).send("GET", "/v3/api-docs", Map.of(), null);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    private static Stream<JsonNode> operations(JsonNode document) {
        return document.path("paths").values().stream().flatMap(path -> path.values().stream());
    }

    private static String written(JsonNode document) {
        return JSON.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(document)
                        .replace("\r\n", "\n") + "\n";
    }
}
