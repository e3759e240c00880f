package studio.atelier.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.JobStatus;

@SuppressWarnings("rawtypes") // the document model is raw
class RecordSchemaConverterTest {

    /** The schema names of nested records contain the enclosing class's name. */
    private static final String NAME_PREFIX = RecordSchemaConverterTest.class.getSimpleName();

    private final Map<String, Schema> schemas = schemas();

    @Test
    void wantsAllMembersButThoseLeftOutWhenTheyAreNull() {
        assertThat(of("Parcel").getRequired())
                .containsExactlyInAnyOrder("weight", "sender", "label", "size", "source", "status");
    }

    @Test
    void saysWhatMayBeNull() {
        assertThat(member("weight").getTypes()).containsExactly("integer");
        assertThat(member("sender").get$ref()).endsWith("Person");
        assertThat(member("label").getTypes()).containsExactlyInAnyOrder("string", "null");
        assertThat(member("size").getEnum()).hasToString("[SMALL, LARGE, null]");
        assertThat(member("note").getTypes()).containsExactly("string");
    }

    @Test
    void leavesTheEntriesOfAMapOfMembersOut() {
        assertThat(of("Person").getProperties()).containsOnlyKeys("name", "partner");
    }

    @Test
    void namesTheValuesOfAnEnumOnTheWireThatBelongToTheApi() {
        assertThat(member("source").getEnum())
                .hasToString(Stream.of(Source.values())
                        .filter(source -> source != Source.UNKNOWN)
                        .map(Source::wireName)
                        .toList()
                        .toString());
        assertThat(member("status").getEnum()).hasToString("[PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, null]");
    }

    @Test
    void saysThatAnotherRecordMayBeMissing() {
        Schema<?> receiver = (Schema<?>) of("Person").getProperties().get("partner");

        assertThat(receiver.getOneOf()).hasSize(2);
        assertThat(receiver.getOneOf().getFirst().get$ref()).endsWith("Person");
        assertThat(receiver.getOneOf().getLast().getTypes()).containsExactly("null");
    }

    @Test
    void requiresNoNullableMembersOfRequests() {
        OpenAPI document = documentWithRequest(NAME_PREFIX + "Parcel");

        SchemaNullability.letRequestsBeShort(document);

        assertThat(of("Parcel").getRequired()).containsExactlyInAnyOrder("weight", "sender", "source");
        assertThat(of("Person").getRequired()).containsExactly("name");
    }

    private OpenAPI documentWithRequest(String name) {
        MediaType body = new MediaType().schema(new Schema<>().$ref(name));
        Operation operation =
                new Operation().requestBody(new RequestBody().content(new Content().addMediaType("a/b", body)));
        return new OpenAPI()
                .paths(new Paths().addPathItem("/", new PathItem().post(operation)))
                .components(new Components().schemas(schemas));
    }

    private Schema<?> member(String name) {
        return (Schema<?>) of("Parcel").getProperties().get(name);
    }

    private Schema<?> of(String record) {
        return schemas.get(NAME_PREFIX + record);
    }

    private static Map<String, Schema> schemas() {
        ModelConverters converters = new ModelConverters(true);
        converters.addConverter(new EnumSchemaConverter());
        converters.addConverter(new RecordSchemaConverter());
        return converters.readAll(new AnnotatedType(Parcel.class));
    }

    record Parcel(
            int weight,
            Person sender,
            @Nullable String label,
            @Nullable Size size,
            Source source,
            @Nullable JobStatus status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String note) {}

    record Person(
            String name,
            @Nullable Person partner,
            @JsonAnyGetter Map<Size, Long> parcels) {}

    enum Size {
        SMALL,
        LARGE
    }
}
