package studio.atelier.gateway.openapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.springdoc.webflux.api.OpenApiWebfluxResource;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.gateway.route.UpstreamProperties;
import studio.atelier.gateway.route.UpstreamService;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins the services' OpenAPI documents and the gateway's own into one. If two of them use one name for different
 * schemas, each schema's name is prefixed with its service, so that neither is lost. The order is the same after every
 * start, because {@code docs/api/openapi.json} is this document.
 */
@Component
class OpenApiDocumentJoiner {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FRESH_FOR = Duration.ofMinutes(1);
    private static final Duration ERROR_TTL = Duration.ofSeconds(5);
    private static final int MAX_DOCUMENT = 4 * 1024 * 1024;
    /** Levels: paths, methods, members of an operation, statuses. */
    private static final int DEPTH_OF_STATUSES = 4;
    /** Levels: sections, names. */
    private static final int DEPTH_OF_COMPONENTS = 2;

    private static final String SCHEMA = "#/components/schemas/";

    private final WebClient client;
    private final UpstreamProperties upstreams;
    private final OpenApiWebfluxResource own;
    private final ObjectMapper json;
    private final Mono<JoinedOpenApiDocument> document;

    OpenApiDocumentJoiner(
            WebClient.Builder client, UpstreamProperties upstreams, OpenApiWebfluxResource own, ObjectMapper json) {
        this.client = client.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_DOCUMENT))
                .build();
        this.upstreams = upstreams;
        this.own = own;
        this.json = json;
        this.document = Mono.deferContextual(context -> buildDocument(context.get(ServerHttpRequest.class)))
                .cache(built -> FRESH_FOR, error -> ERROR_TTL, () -> Duration.ZERO);
    }

    /**
     * Loads the joined document, at most a minute old and ready to be sent: it is public, and building it costs every
     * service an answer and the gateway processor time. Requests that arrive during a build wait for it. Fails with
     * SERVICE_UNAVAILABLE if a service does not answer, and for the next seconds without another attempt.
     *
     * @param request the request for the document
     */
    Mono<JoinedOpenApiDocument> loadDocument(ServerHttpRequest request) {
        return document.contextWrite(context -> context.put(ServerHttpRequest.class, request));
    }

    private Mono<JoinedOpenApiDocument> buildDocument(ServerHttpRequest request) {
        return readServices()
                .zipWith(readOwn(request))
                .publishOn(Schedulers.boundedElastic())
                .map(parts ->
                        JoinedOpenApiDocument.of(json.writeValueAsBytes(joinParts(parts.getT1(), parts.getT2()))));
    }

    private Mono<List<OpenApiDocumentPart>> readServices() {
        return Flux.fromArray(UpstreamService.values())
                .flatMapSequential(
                        upstream -> readService(upstream)
                                .map(part -> new OpenApiDocumentPart(upstream.serviceName(), part)),
                        4)
                .collectList();
    }

    /** Springdoc caches it, but is slow the first time. */
    private Mono<OpenApiDocumentPart> readOwn(ServerHttpRequest request) {
        return Mono.fromCallable(() -> own.openapiJson(request, OpenApiController.PATH, Locale.ENGLISH))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(bytes -> bytes)
                .map(bytes ->
                        new OpenApiDocumentPart("gateway", parseDocument(new String(bytes, StandardCharsets.UTF_8))));
    }

    private Mono<ObjectNode> readService(UpstreamService upstream) {
        return client.get()
                .uri(upstream.baseUriIn(upstreams).resolve("/v3/api-docs"))
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .bodyToMono(String.class)
                .timeout(READ_TIMEOUT)
                .map(this::parseDocument)
                .onErrorMap(error -> CommonProblemException.serviceUnavailable(ERROR_TTL, error));
    }

    private ObjectNode parseDocument(String document) {
        return (ObjectNode) json.readTree(document);
    }

    private JsonNode joinParts(List<OpenApiDocumentPart> services, OpenApiDocumentPart own) {
        ObjectNode paths = json.createObjectNode();
        ObjectNode components = json.createObjectNode();
        ObjectNode schemas = components.putObject("schemas");
        Map<String, JsonNode> tags = new TreeMap<>();
        for (OpenApiDocumentPart part : concatParts(services, own)) {
            JsonNode renamed = json.readTree(renameClashingSchemas(part, schemas));
            addAll(paths, renamed.path("paths"));
            renamed.path("components")
                    .properties()
                    .forEach(section -> addAll(components.withObjectProperty(section.getKey()), section.getValue()));
            renamed.path("tags").forEach(tag -> tags.put(tag.path("name").asString(), tag));
        }
        ObjectNode joined = json.createObjectNode().put("openapi", "3.1.0");
        joined.putObject("info")
                .put("title", "Atelier")
                .put("version", "v1")
                .put("description", "The public API of the Atelier image studio, all services together.");
        joined.putArray("servers").addObject().put("url", "/");
        joined.putArray("security").addObject().putArray("bearer");
        joined.putArray("tags").addAll(tags.values());
        joined.set("paths", sortMembers(paths, DEPTH_OF_STATUSES));
        joined.set("components", sortMembers(components, DEPTH_OF_COMPONENTS));
        return joined;
    }

    private static List<OpenApiDocumentPart> concatParts(List<OpenApiDocumentPart> services, OpenApiDocumentPart own) {
        return Stream.concat(services.stream(), Stream.of(own)).toList();
    }

    /** Sorts members by name down to this depth; below it they keep the order in which they were written. */
    private JsonNode sortMembers(JsonNode node, int depth) {
        if (depth == 0 || !node.isObject()) {
            return node;
        }
        ObjectNode sorted = json.createObjectNode();
        node.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(member -> sorted.set(member.getKey(), sortMembers(member.getValue(), depth - 1)));
        return sorted;
    }

    /** Returns the document as text, with its clashing schemas renamed wherever they are referenced. */
    private String renameClashingSchemas(OpenApiDocumentPart part, ObjectNode taken) {
        ObjectNode schemas = part.document().path("components").withObject("schemas");
        String text = part.document().toString();
        for (Map.Entry<String, JsonNode> schema : List.copyOf(schemas.properties())) {
            JsonNode known = taken.get(schema.getKey());
            if (known != null && !known.equals(schema.getValue())) {
                String name = part.name() + "." + schema.getKey();
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

    private record OpenApiDocumentPart(String name, ObjectNode document) {}

    /** A document ready to be sent. */
    static final class JoinedOpenApiDocument {

        private final byte[] plain;
        private final byte[] zipped;
        private final String tag;

        private JoinedOpenApiDocument(byte[] plain, byte[] zipped, String tag) {
            this.plain = plain;
            this.zipped = zipped;
            this.tag = tag;
        }

        private static JoinedOpenApiDocument of(byte[] plain) {
            CRC32C sum = new CRC32C();
            sum.update(plain);
            return new JoinedOpenApiDocument(plain, zipBytes(plain), "%08x-%x".formatted(sum.getValue(), plain.length));
        }

        /** Returns it as JSON; not to be modified. */
        byte[] plainBytes() {
            return plain;
        }

        /** Returns the same with gzip; not to be modified. */
        byte[] zippedBytes() {
            return zipped;
        }

        /** Changes with the content. */
        String entityTag() {
            return tag;
        }

        private static byte[] zipBytes(byte[] plain) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                zip.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException("Writing to memory cannot fail", e);
            }
            return bytes.toByteArray();
        }
    }
}
