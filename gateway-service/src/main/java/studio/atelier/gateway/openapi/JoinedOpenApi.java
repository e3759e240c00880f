package studio.atelier.gateway.openapi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.gateway.route.Upstream;
import studio.atelier.gateway.route.UpstreamProperties;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One OpenAPI document out of the services' own. A schema that two services name alike and mean differently gets its
 * service's name before it, so that neither is lost.
 */
@Component
class JoinedOpenApi {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration FRESH_FOR = Duration.ofMinutes(1);
    private static final int MAX_DOCUMENT = 4 * 1024 * 1024;
    private static final String SCHEMA = "#/components/schemas/";

    private final WebClient client;
    private final UpstreamProperties upstreams;
    private final ObjectMapper json;
    private final Mono<JsonNode> document;

    JoinedOpenApi(WebClient.Builder client, UpstreamProperties upstreams, ObjectMapper json) {
        this.client = client.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_DOCUMENT))
                .build();
        this.upstreams = upstreams;
        this.json = json;
        this.document = Mono.defer(this::read).cache(whole -> FRESH_FOR, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /**
     * The joined document, at most a minute old: everybody may ask for it, and it costs every service an answer. Fails
     * with SERVICE_UNAVAILABLE if a service does not answer.
     */
    Mono<JsonNode> document() {
        return document;
    }

    private Mono<JsonNode> read() {
        return Flux.fromArray(Upstream.values())
                .flatMapSequential(upstream -> read(upstream).map(part -> new Part(upstream, part)), 4)
                .collectList()
                .map(this::join);
    }

    private Mono<ObjectNode> read(Upstream upstream) {
        return client.get()
                .uri(upstream.uri(upstreams).resolve("/v3/api-docs"))
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .bodyToMono(String.class)
                .timeout(PATIENCE)
                .map(text -> (ObjectNode) json.readTree(text))
                .onErrorMap(error -> CommonProblemException.unavailable(Duration.ofSeconds(5)));
    }

    private JsonNode join(List<Part> parts) {
        ObjectNode joined = json.createObjectNode().put("openapi", "3.1.0");
        joined.putObject("info")
                .put("title", "Atelier")
                .put("version", "v1")
                .put("description", "The public API of the Atelier image studio, all services together.");
        ObjectNode paths = joined.putObject("paths");
        ObjectNode components = joined.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        for (Part part : parts) {
            JsonNode own = json.readTree(renamed(part, schemas));
            addAll(paths, own.path("paths"));
            addAll(schemas, own.path("components").path("schemas"));
            own.path("components").properties().stream()
                    .filter(section -> !section.getKey().equals("schemas"))
                    .forEach(section -> addAll(components.withObjectProperty(section.getKey()), section.getValue()));
        }
        return joined;
    }

    /** The document as text, its clashing schemas renamed wherever they are named. */
    private String renamed(Part part, ObjectNode taken) {
        ObjectNode schemas = part.document().path("components").withObject("schemas");
        String text = part.document().toString();
        for (Map.Entry<String, JsonNode> schema : List.copyOf(schemas.properties())) {
            JsonNode known = taken.get(schema.getKey());
            if (known != null && !known.equals(schema.getValue())) {
                String name = part.upstream().id() + "." + schema.getKey();
                text = text.replace(SCHEMA + schema.getKey() + "\"", SCHEMA + name + "\"")
                        .replace(
                                "\"" + schema.getKey() + "\":" + schema.getValue(),
                                "\"" + name + "\":" + schema.getValue());
            }
        }
        return text;
    }

    private static void addAll(ObjectNode target, JsonNode source) {
        source.properties().forEach(member -> target.set(member.getKey(), member.getValue()));
    }

    private record Part(Upstream upstream, ObjectNode document) {}
}
