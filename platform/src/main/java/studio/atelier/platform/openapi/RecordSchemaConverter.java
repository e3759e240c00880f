package studio.atelier.platform.openapi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Describes a record's members as Java does: all are required, and only those marked {@link Nullable} may be null.
 * Members that {@link JsonInclude} omits when they are null are optional instead. The entries of a
 * {@link JsonAnyGetter} are left to the service to describe.
 */
@SuppressWarnings("rawtypes") // the document model is raw
class RecordSchemaConverter implements ModelConverter {

    private static final String PLATFORM = "studio.atelier.platform.";

    @Override
    public @Nullable Schema resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> otherConverters) {
        if (!otherConverters.hasNext()) {
            return null;
        }
        Class<?> java = Json.mapper().constructType(type.getType()).getRawClass();
        Schema resolved = otherConverters.next().resolve(withSchemaName(type, java), context, otherConverters);
        if (java.isRecord() && java.getPackage().isAnnotationPresent(NullMarked.class)) {
            describeRecord(java, findDefinition(resolved, context));
        }
        return resolved;
    }

    /** The platform's records are in the document of every service and are named with their enclosing class. */
    private static AnnotatedType withSchemaName(AnnotatedType type, Class<?> java) {
        return java.isRecord() && java.isMemberClass() && java.getName().startsWith(PLATFORM)
                ? type.name(java.getEnclosingClass().getSimpleName().replace("Controller", "") + java.getSimpleName())
                : type;
    }

    private static @Nullable Schema findDefinition(@Nullable Schema resolved, ModelConverterContext context) {
        return resolved == null || resolved.get$ref() == null
                ? resolved
                : context.getDefinedModels().get(SchemaNullability.nameOf(resolved));
    }

    private static void describeRecord(Class<?> java, @Nullable Schema<?> schema) {
        if (schema == null || schema.getProperties() == null) {
            return;
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent component : java.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
                schema.getProperties().remove(component.getName());
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean omitted = nullable && isLeftOut(java, component);
            if (nullable && !omitted) {
                schema.getProperties()
                        .computeIfPresent(component.getName(), (name, member) -> SchemaNullability.orNull(member));
            }
            if (!omitted) {
                required.add(component.getName());
            }
        }
        schema.setRequired(required);
    }

    private static boolean isLeftOut(Class<?> java, RecordComponent component) {
        JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude rule = own == null ? java.getAnnotation(JsonInclude.class) : own;
        return rule != null && rule.value() != JsonInclude.Include.ALWAYS;
    }
}
