package studio.atelier.platform.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nullable schemas, in the form of OpenAPI 3.1. */
@SuppressWarnings({"rawtypes", "unchecked"}) // the document model is raw
final class SchemaNullability {

    private static final String NULL = "null";

    private SchemaNullability() {}

    /** The same schema, or null. */
    static Schema<?> orNull(Schema<?> schema) {
        if (mayBeNull(schema)) {
            return schema;
        }
        if (schema.get$ref() != null) {
            JsonSchema either = new JsonSchema();
            either.setOneOf(List.of(schema, new JsonSchema().types(Set.of(NULL))));
            return either;
        }
        schema.addType(NULL);
        if (schema.getEnum() != null) {
            schema.setEnum((List) andNull(schema.getEnum()));
        }
        return schema;
    }

    private static List<@Nullable Object> andNull(List<?> values) {
        List<@Nullable Object> all = new ArrayList<>(values);
        all.add(null);
        return all;
    }

    private static boolean mayBeNull(Schema<?> schema) {
        return schema.getTypes() == null
                ? schema.getOneOf() != null && schema.getOneOf().stream().anyMatch(SchemaNullability::mayBeNull)
                : schema.getTypes().contains(NULL);
    }

    /** A response always has all its members; in a request, nullable members may also be missing. */
    static void letRequestsBeShort(OpenAPI document) {
        Map<String, Schema> all = document.getComponents().getSchemas();
        Set<String> seen = new HashSet<>();
        Deque<Schema> open = new ArrayDeque<>(requestSchemas(document).toList());
        while (!open.isEmpty()) {
            Schema<?> schema = open.pop();
            if (schema.get$ref() != null && seen.add(nameOf(schema))) {
                Stream.ofNullable(all.get(nameOf(schema))).forEach(open::push);
            }
            allowOmittedMembers(schema);
            listSubschemas(schema).forEach(open::push);
        }
    }

    private static Stream<Schema> requestSchemas(OpenAPI document) {
        return document.getPaths().values().stream()
                .map(PathItem::readOperations)
                .flatMap(List::stream)
                .map(Operation::getRequestBody)
                .filter(Objects::nonNull)
                .map(RequestBody::getContent)
                .filter(Objects::nonNull)
                .flatMap(content -> content.values().stream())
                .map(MediaType::getSchema)
                .filter(Objects::nonNull);
    }

    private static void allowOmittedMembers(Schema<?> schema) {
        if (schema.getProperties() != null && schema.getRequired() != null) {
            List<String> required = new ArrayList<>(schema.getRequired());
            schema.getProperties().forEach((name, member) -> {
                if (mayBeNull(member)) {
                    required.remove(name);
                }
            });
            schema.setRequired(required);
        }
    }

    private static Stream<Schema> listSubschemas(Schema<?> schema) {
        Stream<Schema> members =
                schema.getProperties() == null ? Stream.empty() : schema.getProperties().values().stream();
        Stream<Schema> alternatives = Stream.of(schema.getOneOf(), schema.getAnyOf(), schema.getAllOf())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream);
        return Stream.of(members, alternatives, Stream.<Schema>ofNullable(schema.getItems()))
                .flatMap(part -> part);
    }

    /** The name that a reference refers to. */
    static String nameOf(Schema<?> reference) {
        return reference.get$ref().substring(Components.COMPONENTS_SCHEMAS_REF.length());
    }
}
