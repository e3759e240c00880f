package studio.atelier.sandbox.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import studio.atelier.sandbox.provider.RequestFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model that can be run. It is described by its own OpenAPI schema, by which inputs are checked too. */
final class ReplicateModel {

    static final ReplicateModel FLUX_SCHNELL =
            new ReplicateModel("black-forest-labs", "flux-schnell", "The fastest image model, for local development");
    static final ReplicateModel RESTYLE = new ReplicateModel("acme", "restyle", "Makes another picture of a photo");

    private static final List<ReplicateModel> ALL = List.of(FLUX_SCHNELL, RESTYLE);

    /** Larger {@code data:} addresses are refused; files go to {@code POST /files} or are given by address. */
    private static final int MAX_DATA_URI = 256 * 1024;

    private final String owner;
    private final String title;
    private final String description;
    private final JsonNode schema;
    private final String version;

    private ReplicateModel(String owner, String title, String description) {
        this.owner = owner;
        this.title = title;
        this.description = description;
        String text = resource("replicate/" + title + ".json");
        this.schema = new JsonMapper().readTree(text);
        this.version = sha256(text);
    }

    static Optional<ReplicateModel> byName(String owner, String title) {
        return ALL.stream()
                .filter(model -> model.owner.equals(owner) && model.title.equals(title))
                .findFirst();
    }

    /** The model of {@code owner/name}, {@code owner/name:version} or a bare version. */
    static Optional<ReplicateModel> byVersion(String wanted) {
        return ALL.stream()
                .filter(model -> List.of(model.id(), model.id() + ":" + model.version, model.version)
                        .contains(wanted))
                .findFirst();
    }

    String id() {
        return owner + "/" + title;
    }

    String version() {
        return version;
    }

    boolean makesList() {
        return schema.at("/components/schemas/Output/type").asString("").equals("array");
    }

    /** Whether the input is a file, given by its address. */
    boolean takesFile(String field) {
        return property(field).path("format").asString("").equals("uri");
    }

    /** What {@code GET /models/{owner}/{name}} shows. */
    Map<String, @Nullable Object> show() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("url", "https://replicate.com/" + id());
        shown.put("owner", owner);
        shown.put("name", title);
        shown.put("description", description);
        shown.put("visibility", "public");
        shown.put("run_count", 1);
        shown.put("cover_image_url", null);
        shown.put("default_example", null);
        shown.put("latest_version", showVersion());
        return shown;
    }

    Map<String, Object> showVersion() {
        return Map.of(
                "id",
                version,
                "created_at",
                "2026-11-20T05:00:00.000Z",
                "cog_version",
                "0.9.4",
                "openapi_schema",
                schema);
    }

    /** Checks the input by the schema; the first value that does not fit is refused. */
    void check(JsonNode input) {
        RequestFields fields = RequestFields.ofJson(input, ReplicateErrors::invalidInput);
        JsonNode described = schema.at("/components/schemas/Input");
        described.path("required").forEach(name -> {
            if (!fields.has(name.asString())) {
                throw ReplicateErrors.invalidInput(name.asString(), name.asString() + " is required");
            }
        });
        fields.allowOnly(Set.copyOf(described.path("properties").propertyNames()));
        input.propertyNames().forEach(name -> checkField(fields, name));
    }

    private void checkField(RequestFields fields, String name) {
        JsonNode property = property(name);
        double min = property.path("minimum").asDouble(-Double.MAX_VALUE);
        double max = property.path("maximum").asDouble(Double.MAX_VALUE);
        switch (property.path("type").asString("")) {
            case "integer" -> fields.whole(name, 0, (long) min, (long) max);
            case "number" -> fields.number(name, 0, min, max);
            case "boolean" -> fields.flag(name, false);
            default -> checkText(fields, name, property);
        }
    }

    private static void checkText(RequestFields fields, String name, JsonNode property) {
        if (property.has("enum")) {
            fields.oneOf(
                    name,
                    "",
                    property.path("enum").valueStream().map(JsonNode::asString).toArray(String[]::new));
        }
        String text = fields.text(name, "");
        if (property.path("format").asString("").equals("uri") && !text.matches("(?s)(https?://\\S+|data:.*)")) {
            throw ReplicateErrors.invalidInput(name, "Does not match format 'uri'");
        }
        if (text.startsWith("data:") && text.length() > MAX_DATA_URI) {
            throw ReplicateErrors.invalidInput(name, "data URLs are limited to 256 KB; upload the file instead");
        }
    }

    /** The default that the schema gives a field; a missing node without one. */
    JsonNode defaultOf(String field) {
        return schema.at("/components/schemas/Input/properties/" + field + "/default");
    }

    /** The property's schema, found through {@code allOf} and {@code $ref}. */
    private JsonNode property(String field) {
        JsonNode property = schema.at("/components/schemas/Input/properties/" + field);
        String reference = property.at("/allOf/0/$ref").asString("");
        return reference.isEmpty() ? property : schema.at(reference.substring(1));
    }

    private static String resource(String name) {
        try {
            return new ClassPathResource(name).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }
}
