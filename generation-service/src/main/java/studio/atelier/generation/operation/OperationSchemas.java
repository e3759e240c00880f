package studio.atelier.generation.operation;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Declares in the OpenAPI document that a request is one of the operations, without springdoc's circular reference. */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings("rawtypes") // the document model is raw
class OperationSchemas {

    private static final String PARENT = GenerationRequest.class.getSimpleName();

    @Bean
    GlobalOpenApiCustomizer operationsAreAlternatives() {
        return OperationSchemas::removeParentMembers;
    }

    private static void removeParentMembers(OpenAPI api) {
        Map<String, Schema> schemas =
                api.getComponents() == null ? null : api.getComponents().getSchemas();
        Schema<?> parent = schemas == null ? null : schemas.get(PARENT);
        if (schemas == null || parent == null) {
            return;
        }
        parent.setProperties(null);
        parent.setRequired(null);
        schemas.replaceAll((name, schema) -> ownPart(schema));
    }

    /** The own part of a derived schema, since its parent lists it as an alternative. */
    private static Schema<?> ownPart(Schema<?> schema) {
        List<Schema> parts = schema.getAllOf();
        boolean derived = parts != null
                && parts.stream().map(Schema::get$ref).anyMatch(ref -> ref != null && ref.endsWith("/" + PARENT));
        if (!derived) {
            return schema;
        }
        Schema<?> own = parts.stream()
                .filter(part -> part.get$ref() == null)
                .findFirst()
                .orElseThrow();
        own.setRequired(Objects.requireNonNullElse(schema.getRequired(), List.of()));
        own.setDescription(schema.getDescription());
        return own;
    }
}
