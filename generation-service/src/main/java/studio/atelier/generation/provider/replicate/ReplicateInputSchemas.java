package studio.atelier.generation.provider.replicate;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.platform.cache.CacheSpecification;
import studio.atelier.platform.cache.SmartCache;
import studio.atelier.platform.cache.SmartCaches;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks inputs by what Replicate's models say they take, before a prediction is paid for. Schemas are read through a
 * cache that the instances share. A model changes without notice, so a schema is used for a few minutes only, and not
 * longer when Replicate does not answer: without a schema inputs go as they are.
 */
@Component
@ConditionalOnProperty("atelier.replicate.enabled")
class ReplicateInputSchemas {

    private static final Logger log = LoggerFactory.getLogger(ReplicateInputSchemas.class);

    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);
    private static final Duration WITHOUT_SCHEMA = Duration.ofMinutes(10);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final DataSize LARGEST_ANSWER = DataSize.ofMegabytes(1);
    private static final int KEPT_FRESH = 20;
    private static final int MOST_SCHEMAS = 100;

    /** {@code owner/name} with its newest version, or one of its versions. */
    private static final Pattern MODEL = Pattern.compile("([\\w.-]+)/([\\w.-]+)(?::(\\w+))?");

    private static final String PROPERTIES = "/components/schemas/Input/properties";

    private final SmartCache<String, ObjectNode> cache;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final LoadingCache<ObjectNode, Schema> compiled =
            Caffeine.newBuilder().maximumSize(MOST_SCHEMAS).build(registry::getSchema);
    private final WebClient api;
    private final JsonMapper json;

    ReplicateInputSchemas(
            ReplicateProperties properties, ProviderHttpClients clients, SmartCaches caches, JsonMapper json) {
        this.json = json;
        this.api = clients.createClient("replicate-schemas", properties.apiUrl(), LONGEST_WAIT, LARGEST_ANSWER)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey())
                .build();
        this.cache = caches.createCache(
                CacheSpecification.<String, ObjectNode>of("replicate-schema", TIME_TO_LIVE, this::readSchema)
                        .limitLoadTime(LONGEST_WAIT)
                        .pauseAfterFailure(AFTER_FAILURE)
                        .rememberAbsenceFor(WITHOUT_SCHEMA)
                        .keepFresh(KEPT_FRESH)
                        .shareThroughRedis(ObjectNode.class));
    }

    /**
     * Leaves out the members that the model does not know.
     *
     * @param pictures name of the member with the pictures; empty if there are none
     * @return fails with {@link ProviderException.Refused} if the model takes no pictures, or one of the values is none
     *     that it takes
     */
    Mono<ObjectNode> fitInput(String model, ObjectNode input, String pictures) {
        return cache.findValue(model)
                .onErrorResume(reportedByTheCache -> Mono.empty())
                .map(schema -> fitBySchema(model, schema, input, pictures))
                .defaultIfEmpty(input);
    }

    private ObjectNode fitBySchema(String model, ObjectNode schema, ObjectNode input, String pictures) {
        JsonNode known = schema.at(PROPERTIES);
        if (!pictures.isEmpty() && !known.has(pictures)) {
            throw new ProviderException.Refused("replicate_takes_no_pictures");
        }
        ObjectNode fitted = input.deepCopy().retain(known.propertyNames());
        List<Error> faults;
        try {
            faults = compiled.get(schema).validate(fitted);
        } catch (RuntimeException e) {
            log.warn("The schema of Replicate's model {} cannot be used, the input goes as it is", model, e);
            return input;
        }
        if (!faults.isEmpty()) {
            throw new ProviderException.Refused(toDetail(faults.getFirst()));
        }
        return fitted;
    }

    /** Such as {@code replicate_aspect_ratio_enum}; never a value of the user. */
    private static String toDetail(Error fault) {
        String member =
                fault.getProperty() == null ? fault.getInstanceLocation().toString() : fault.getProperty();
        return "replicate" + ("/" + member + "/" + fault.getKeyword()).replaceAll("[^A-Za-z0-9]+", "_");
    }

    private Mono<ObjectNode> readSchema(String model) {
        Matcher parts = MODEL.matcher(model);
        if (!parts.matches()) {
            return Mono.empty();
        }
        String version = parts.group(3);
        return (version == null
                        ? api.get().uri("/models/{owner}/{name}", parts.group(1), parts.group(2))
                        : api.get()
                                .uri(
                                        "/models/{owner}/{name}/versions/{version}",
                                        parts.group(1),
                                        parts.group(2),
                                        version))
                .exchangeToMono(ProviderHttpResponse::readResponse)
                .mapNotNull(response ->
                        toSchema(version == null ? readAnswer(response).path("latest_version") : readAnswer(response)));
    }

    private static JsonNode readAnswer(ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            throw response.toFailure("replicate_" + response.status());
        }
        return response.readJson();
    }

    /** The schema of the input alone, with the definitions that it refers to; null if the model has none. */
    private @Nullable ObjectNode toSchema(JsonNode version) {
        JsonNode described = version.path("openapi_schema");
        if (described.at(PROPERTIES).isEmpty()) {
            return null;
        }
        ObjectNode schema = json.createObjectNode().put("$ref", "#/components/schemas/Input");
        schema.putObject("components").set("schemas", described.at("/components/schemas"));
        return schema;
    }
}
