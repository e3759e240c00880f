package studio.atelier.platform.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.NotInApi;

/** Describes an enum by its values on the wire, without those marked {@link NotInApi}. */
@SuppressWarnings({"rawtypes", "unchecked"}) // the document model is raw
class EnumSchemaConverter implements ModelConverter {

    @Override
    public @Nullable Schema resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> otherConverters) {
        if (!otherConverters.hasNext()) {
            return null;
        }
        Schema resolved = otherConverters.next().resolve(type, context, otherConverters);
        Class<?> java = Json.mapper().constructType(type.getType()).getRawClass();
        if (java.isEnum() && resolved != null && resolved.getEnum() != null) {
            List<String> hidden = listHidden(java);
            resolved.setEnum(resolved.getEnum().stream()
                    .filter(value -> !hidden.contains(value))
                    .toList());
        }
        return resolved;
    }

    private static List<String> listHidden(Class<?> java) {
        return Stream.of(java.getFields())
                .filter(field -> field.isEnumConstant() && field.isAnnotationPresent(NotInApi.class))
                .map(field -> Enum.valueOf((Class<Enum>) java, field.getName()))
                .map(constant -> Json.mapper().convertValue(constant, String.class))
                .toList();
    }
}
