package studio.atelier.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document, with a valid request for each operation. */
final class ApiDocument {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Http.Form PHOTO = Http.Form.ofFile("me.png", "image/png", BlankPicture.encoded("png"));

    private final JsonNode document;

    private ApiDocument(JsonNode document) {
        this.document = document;
    }

    /** The document in the repository; {@link OpenApiIT} compares it with what the services describe. */
    static ApiDocument of(Stack stack) {
        Path file = stack.directory().root().resolve("docs/api/openapi.json");
        return new ApiDocument(JSON.readTree(file.toFile()));
    }

    List<Operation> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> operation(path.getKey(), method.getKey(), method.getValue())))
                .toList();
    }

    private Operation operation(String path, String method, JsonNode described) {
        Map<Place, String> values = new LinkedHashMap<>();
        for (JsonNode parameter : described.path("parameters").values()) {
            Place.In in = Place.In.valueOf(parameter.path("in").asString().toUpperCase(Locale.ROOT));
            values.put(new Place(in, parameter.path("name").asString()), rightValue(parameter.path("schema")));
        }
        JsonNode json = described.at("/requestBody/content/application~1json/schema");
        Map<String, JsonNode> body = new LinkedHashMap<>();
        properties(json).forEach(property -> body.put(property.getKey(), rightJson(property.getValue())));
        boolean secured = !described.path("security").isArray()
                || !described.path("security").isEmpty();
        return new Operation(method.toUpperCase(Locale.ROOT), path, secured, contentType(described), values, body);
    }

    private static String contentType(JsonNode described) {
        JsonNode contents = described.at("/requestBody/content");
        return contents.has("multipart/form-data")
                ? "multipart/form-data; boundary=" + PHOTO.boundary()
                : contents.has(Operation.JSON_TYPE) ? Operation.JSON_TYPE : "";
    }

    private Stream<Map.Entry<String, JsonNode>> properties(JsonNode schema) {
        JsonNode referred =
                schema.has("$ref") ? document.at(schema.path("$ref").asString().substring(1)) : schema;
        return referred.has("oneOf")
                ? properties(referred.path("oneOf").get(0))
                : referred.path("properties").properties().stream();
    }

    private static String rightValue(JsonNode schema) {
        return rightJson(schema).asString();
    }

    private static JsonNode rightJson(JsonNode schema) {
        if (schema.path("enum").isArray()) {
            return schema.path("enum").get(0);
        }
        if (schema.path("format").asString("").equals("uuid")) {
            return JSON.valueToTree(UUID.randomUUID().toString());
        }
        return schema.path("type").toString().contains("integer") ? JSON.valueToTree(1) : JSON.valueToTree("right");
    }

    /** The text as a JSON string, with lone surrogates and null characters escaped. */
    static String asJson(String text) {
        return text.chars()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)
                        ? "\\u%04x".formatted(c)
                        : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    /** The text without the characters that end a header or that Netty rejects in headers. */
    static String asHeader(String text) {
        return text.replaceAll("[\\u0000\\r\\n]", "");
    }

    /** The text's bytes, each percent-encoded; a lone surrogate is encoded as a character. */
    private static String escaped(String text) {
        String whole = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return text.chars().allMatch(c -> Character.isSurrogate((char) c)) && text.length() == 1
                ? "%%ED%%%02X%%%02X".formatted(0x80 | ((text.charAt(0) >> 6) & 0x3F), 0x80 | (text.charAt(0) & 0x3F))
                : whole;
    }

    /** The place of a value in a request. */
    record Place(In in, String name) {

        enum In {
            PATH,
            QUERY,
            HEADER,
            BODY
        }

        @Override
        public String toString() {
            return in.name().toLowerCase(Locale.ROOT) + " " + name;
        }
    }

    /**
     * An operation.
     *
     * @param contentType the body's content type; empty without a body
     * @param values the parameters of a valid request
     * @param members the body's members in a valid request
     */
    record Operation(
            String method,
            String path,
            boolean secured,
            String contentType,
            Map<Place, String> values,
            Map<String, JsonNode> members) {

        static final String JSON_TYPE = "application/json";

        boolean hasJsonBody() {
            return contentType.equals(JSON_TYPE);
        }

        String name() {
            return method + " " + path;
        }

        boolean isOperators() {
            return path.startsWith("/api/v1/admin/");
        }

        /** The name of the service behind it in the settings; empty if the gateway answers itself. */
        String service() {
            Map<String, String> services = Map.of(
                    "/.well-known/", "AUTH",
                    "/api/v1/auth/", "AUTH",
                    "/api/v1/billing/", "BILLING",
                    "/api/v1/generation", "GENERATION",
                    "/api/v1/images", "GENERATION",
                    "/api/v1/uploads", "GENERATION",
                    "/images/", "GENERATION",
                    "/webhooks/telegram", "CHAT");
            String owned = path.replace("/api/v1/admin/", "/api/v1/");
            return services.entrySet().stream()
                    .filter(entry -> owned.startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }

        List<Place> places() {
            return Stream.concat(values.keySet().stream(), bodyPlaces().stream())
                    .toList();
        }

        List<Place> bodyPlaces() {
            return members.keySet().stream()
                    .map(name -> new Place(Place.In.BODY, name))
                    .toList();
        }

        Operation withPathValue(String name, String value) {
            Map<Place, String> changed = new LinkedHashMap<>(values);
            changed.put(new Place(Place.In.PATH, name), value);
            return new Operation(method, path, secured, contentType, changed, members);
        }

        String address() {
            return address(values);
        }

        String addressWith(Place place, String text) {
            Map<Place, String> changed = new LinkedHashMap<>(values);
            changed.put(place, text);
            return address(changed);
        }

        private String address(Map<Place, String> parameters) {
            String address = path;
            List<String> query = new ArrayList<>();
            for (Map.Entry<Place, String> parameter : parameters.entrySet()) {
                String name = parameter.getKey().name();
                switch (parameter.getKey().in()) {
                    case PATH -> address = address.replace("{" + name + "}", escaped(parameter.getValue()));
                    case QUERY -> query.add(name + "=" + escaped(parameter.getValue()));
                    case HEADER, BODY -> {}
                }
            }
            return query.isEmpty() ? address : address + "?" + String.join("&", query);
        }

        String body() {
            return hasJsonBody() ? JSON.writeValueAsString(members) : "";
        }

        /** A form with a photo, for operations that take one. */
        byte[] bodyBytes() {
            return hasJsonBody() || contentType.isEmpty() ? body().getBytes(StandardCharsets.UTF_8) : PHOTO.bytes();
        }

        String bodyWith(String name, String json) {
            return members.entrySet().stream()
                    .map(member -> "\"" + member.getKey() + "\":"
                            + (member.getKey().equals(name)
                                    ? json
                                    : member.getValue().toString()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }
}
