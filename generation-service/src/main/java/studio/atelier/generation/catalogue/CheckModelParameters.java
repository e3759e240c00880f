package studio.atelier.generation.catalogue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import studio.atelier.generation.catalogue.CatalogueException.ParameterError;
import studio.atelier.platform.language.LocalizedMessages;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks the parameters that a client chose against the schema of their model, and adds defaults. */
@Component
public class CheckModelParameters {

    private static final String PROMPT = "prompt";
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    /** More than there are models: by their content, since the catalogue is read anew again and again. */
    private static final int MOST_SCHEMAS = 200;

    /** Beyond it, further faults of a request are not listed. */
    private static final int MOST_ERRORS = 20;

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .build()));
    private final LoadingCache<ObjectNode, Schema> schemas =
            Caffeine.newBuilder().maximumSize(MOST_SCHEMAS).build(registry::getSchema);
    private final MessageSource messages = LocalizedMessages.readBundles("i18n/parameter-errors");
    private final JsonMapper json;

    CheckModelParameters(JsonMapper json) {
        this.json = json;
    }

    /**
     * Returns what the parameters choose.
     *
     * @param pointer of the request into the body of the whole one; empty if they are the same
     * @param locale for the texts of errors
     * @throws CatalogueException.InvalidParameters with one error for each fault
     */
    public ModelChoice handle(CatalogueModel model, Map<String, Object> given, String pointer, Locale locale) {
        ObjectNode parameters = json.valueToTree(given);
        addDefaults(model, parameters);
        if (parameters.path(PROMPT).isString()) {
            parameters.put(PROMPT, parameters.path(PROMPT).asString().strip());
        }
        List<ParameterError> errors = Stream.concat(
                        schemas.get(model.inputSchema()).validate(parameters).stream()
                                .map(error -> toParameterError(error, locale)),
                        checkImageIds(model, parameters, locale))
                .limit(MOST_ERRORS)
                .map(error -> error.within(pointer))
                .toList();
        if (!errors.isEmpty()) {
            throw new CatalogueException.InvalidParameters(errors);
        }
        return toChoice(model, parameters);
    }

    private static void addDefaults(CatalogueModel model, ObjectNode parameters) {
        model.inputSchema().path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue().get("default");
            if (value != null && !parameters.has(property.getKey())) {
                parameters.set(property.getKey(), value);
            }
        });
    }

    private ModelChoice toChoice(CatalogueModel model, ObjectNode parameters) {
        long price = model.priceOf(parameters);
        List<UUID> inputs = new ArrayList<>();
        model.inputSchema().path("properties").properties().forEach(property -> {
            JsonNode value = parameters.get(property.getKey());
            if (value != null && CatalogueModel.isImage(property.getValue())) {
                (value.isArray() ? value.valueStream() : Stream.of(value))
                        .map(id -> UUID.fromString(id.asString()))
                        .forEach(inputs::add);
                parameters.remove(property.getKey());
            }
        });
        JsonNode prompt = parameters.remove(PROMPT);
        return new ModelChoice(
                prompt == null ? "" : prompt.asString(), inputs, json.convertValue(parameters, MEMBERS), price);
    }

    /** What the format of images demands; the schema demands the rest of them. */
    private Stream<ParameterError> checkImageIds(CatalogueModel model, ObjectNode parameters, Locale locale) {
        Map<String, String> byPointer = new LinkedHashMap<>();
        model.inputSchema().path("properties").properties().forEach(property -> {
            JsonNode value = parameters.get(property.getKey());
            if (value != null && CatalogueModel.isImage(property.getValue())) {
                String pointer = "/" + property.getKey();
                if (value.isString()) {
                    byPointer.put(pointer, value.asString());
                }
                for (int i = 0; i < (value.isArray() ? value.size() : 0); i++) {
                    byPointer.put(pointer + "/" + i, value.get(i).asString(""));
                }
            }
        });
        return byPointer.entrySet().stream()
                .filter(entry -> !isId(entry.getValue()))
                .map(entry -> toParameterError(entry.getKey(), "format", locale));
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A fault of a member that is missing, or that is not known, is reported at that member. */
    private ParameterError toParameterError(Error error, Locale locale) {
        String at = error.getInstanceLocation().toString();
        String pointer = error.getProperty() == null ? at : at + "/" + escape(error.getProperty());
        return toParameterError(pointer, error.getKeyword(), locale, argumentsOf(error));
    }

    /** The library writes the values of an enumeration as JSON; people read a list. */
    private static Object[] argumentsOf(Error error) {
        return "enum".equals(error.getKeyword())
                ? new Object[] {
                    error.getSchemaNode().valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                }
                : error.getArguments();
    }

    private ParameterError toParameterError(String pointer, String keyword, Locale locale, Object... arguments) {
        String fallback = messages.getMessage("other", null, locale);
        return new ParameterError(
                "/parameters" + pointer,
                keyword,
                String.valueOf(messages.getMessage(keyword, arguments, fallback, locale)));
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * What a client chose.
     *
     * @param prompt empty if the model takes none
     * @param inputs uploads and images, in the order of the schema
     * @param imageParameters the other parameters, with defaults
     * @param price in units of the model
     */
    public record ModelChoice(String prompt, List<UUID> inputs, Map<String, Object> imageParameters, long price) {

        /** Copies the collections. */
        public ModelChoice {
            inputs = List.copyOf(inputs);
            imageParameters = Map.copyOf(imageParameters);
        }
    }
}
