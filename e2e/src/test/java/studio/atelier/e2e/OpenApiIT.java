package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document in the repository, which the gateway serves and the Mini App's client is generated from, joins
 * what each service says of itself.
 */
@WholeStack
class OpenApiIT {

    private static final String REFRESH = "atelier.e2e.write-openapi";
    private static final String HOW =
            "docs/api/openapi.json is not what the services describe. If the API is as it should be:"
                    + " ./mvnw -pl e2e verify -Dit.test=OpenApiIT -D" + REFRESH + "=true, and commit the file";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Levels: paths, methods, members of an operation, statuses. */
    private static final int DEPTH_OF_STATUSES = 4;
    /** Levels: sections, names. */
    private static final int DEPTH_OF_COMPONENTS = 2;

    @Test
    void isTheDocumentInTheRepository(Stack stack) throws IOException {
        Path file = stack.directory().root().resolve("docs/api/openapi.json");
        String joined = written(joinDocuments(stack));
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(file, joined);
        }

        assertThat(file).as(HOW).hasContent(joined);
    }

    @Test
    void namesEveryCallOnce(Stack stack) {
        List<String> names = operations(joinDocuments(stack))
                .map(operation -> operation.path("operationId").asString(""))
                .toList();

        assertThat(names).isNotEmpty().doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void describesWhatTheGatewayItselfAnswers(Stack stack) {
        assertThat(joinDocuments(stack).path("paths").propertyNames()).contains("/api/v1/realtime/tickets", "/health");
    }

    private static JsonNode joinDocuments(Stack stack) {
        ObjectNode paths = JSON.createObjectNode();
        ObjectNode components = JSON.createObjectNode();
        ObjectNode tags = JSON.createObjectNode();
        documents(stack).forEach(document -> {
            addMembers(paths, document.path("paths"));
            document.path("components")
                    .properties()
                    .forEach(
                            section -> addMembers(components.withObjectProperty(section.getKey()), section.getValue()));
            document.path("tags")
                    .forEach(tag -> addMember(tags, tag.path("name").asString(), tag));
        });
        ObjectNode joined = JSON.createObjectNode().put("openapi", "3.1.0");
        joined.putObject("info")
                .put("title", "Atelier")
                .put("version", "v1")
                .put("description", "The public API of the Atelier image studio, all services together.");
        joined.putArray("servers").addObject().put("url", "/");
        joined.putArray("security").addObject().putArray("bearer");
        joined.putArray("tags").addAll(sorted(tags, 1).values());
        joined.set("paths", sorted(paths, DEPTH_OF_STATUSES));
        joined.set("components", sorted(components, DEPTH_OF_COMPONENTS));
        return joined;
    }

    private static Stream<JsonNode> documents(Stack stack) {
        Stream<JsonNode> services = Stream.of("AUTH", "BILLING", "GENERATION", "CHAT")
                .map(name -> document(stack.service(name), "/v3/api-docs"));
        return Stream.concat(services, Stream.of(document(stack.gateway(), "/v3/api-docs/gateway")));
    }

    private static JsonNode document(URI service, String path) {
        Http.Answer answer = new Http(service).send("GET", path, Map.of(), null);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    private static void addMembers(ObjectNode target, JsonNode source) {
        source.properties().forEach(member -> addMember(target, member.getKey(), member.getValue()));
    }

    private static void addMember(ObjectNode target, String name, JsonNode value) {
        JsonNode known = target.replace(name, value);
        assertThat(known).as("%s of two services; rename one", name).isIn(null, value);
    }

    /** Sorts members by name down to this depth; below it they keep the order in which they were written. */
    private static JsonNode sorted(JsonNode node, int depth) {
        if (depth == 0 || !node.isObject()) {
            return node;
        }
        ObjectNode sorted = JSON.createObjectNode();
        node.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(member -> sorted.set(member.getKey(), sorted(member.getValue(), depth - 1)));
        return sorted;
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
