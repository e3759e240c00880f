package studio.atelier.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event is its record, its schema, its page and what was released of it: all four agree. A golden file is written
 * once, when a version is released, and never changed: {@code -Datelier.golden=write} writes those that are missing.
 */
class EventContractsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path PAGES = Path.of("../docs/events");

    /** As the platform reads and writes events. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .build();

    static List<AtelierEvent> samples() {
        return EventSamples.all();
    }

    @Test
    void everyEventHasANameAndASample() {
        Set<String> events = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("studio.atelier.contracts")
                        .stream()
                        .filter(type -> type.isAssignableTo(AtelierEvent.class) && !type.isInterface())
                        .peek(type -> assertThat(type.isAnnotatedWith(EventType.class))
                                .as("%s names itself with @EventType", type.getSimpleName())
                                .isTrue())
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        assertThat(samples().stream().map(sample -> sample.getClass().getSimpleName()))
                .as("samples in EventSamples")
                .containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void everyNameIsUsedOnceAndEveryMemberOfASampleIsFilled() {
        assertThat(samples().stream().map(EventContractsTest::name)).doesNotHaveDuplicates();
        assertThat(samples())
                .allSatisfy(sample ->
                        assertThat(JSON.valueToTree(sample).toString()).doesNotContain(":null"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWrittenAsItsSchemaSays(AtelierEvent sample) {
        JsonNode written = written(sample);
        assertThat(schema(sample).validate(written)).isEmpty();
        Set<String> described = Set.copyOf(schemaTree(sample).get("properties").propertyNames());
        assertThat(Set.copyOf(written.propertyNames()))
                .as("members of %s and of its schema", name(sample))
                .isEqualTo(described);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isStillWrittenAsItWasReleased(AtelierEvent sample) throws IOException {
        ObjectNode written = written(sample);
        JsonNode released = golden(sample);
        retainMembersOf(released, written);
        assertThat((JsonNode) written).isEqualTo(released);
    }

    @Test
    void membersAddedLaterAreIgnoredAtEveryDepth() {
        JsonNode written = JSON.readTree("""
                {"a": {"b": 1, "added": 2}, "list": [{"c": 3, "added": 4}, [{"d": 5, "added": 6}]], "added": 7}
                """);
        JsonNode released = JSON.readTree("""
                {"a": {"b": 1}, "list": [{"c": 3}, [{"d": 5}]]}
                """);
        retainMembersOf(released, written);
        assertThat(written).isEqualTo(released);
    }

    /** Removes the members that the released form lacks, at every depth: they may have been added since. */
    private static void retainMembersOf(JsonNode released, JsonNode written) {
        if (written instanceof ObjectNode object) {
            object.retain(released.propertyNames());
            object.properties().forEach(member -> retainMembersOf(released.get(member.getKey()), member.getValue()));
        } else if (written.isArray()) {
            for (int i = 0; i < Math.min(released.size(), written.size()); i++) {
                retainMembersOf(released.get(i), written.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatWasReleasedStillReadsAndSatisfiesTheSchema(AtelierEvent sample) throws IOException {
        JsonNode released = golden(sample);
        assertThat(schema(sample).validate(released)).isEmpty();
        assertThat(JSON.treeToValue(released, sample.getClass()).recordKey()).isEqualTo(sample.recordKey());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsWhatANewerVersionAdds(AtelierEvent sample) {
        ObjectNode newer = written(sample);
        newer.put("addedLater", "x").putObject("addedDeeper").put("y", 1);
        assertThat((Object) JSON.treeToValue(newer, sample.getClass())).isEqualTo(sample);
        assertThat(schema(sample).validate(newer)).isEmpty();
    }

    @Test
    void readsAnEnumValueOfANewerVersionAsUnknown() {
        ObjectNode newer = JSON.valueToTree(samples().stream()
                .filter(JobChanged.class::isInstance)
                .findFirst()
                .orElseThrow());
        newer.put("status", "TELEPORTED");
        assertThat(JSON.treeToValue(newer, JobChanged.class).status()).isEqualTo(JobStatus.UNKNOWN);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasASectionInThePageOfItsTopic(AtelierEvent sample) throws IOException {
        EventTopic topic = type(sample).topic();
        String page = Files.readString(PAGES.resolve(topic.topicName() + ".md"));
        assertThat(page).contains("## " + name(sample) + "\n");
        assertThat(schemaTree(sample).get("properties").propertyNames())
                .allSatisfy(member -> assertThat(page).contains("| `" + member + "` |"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void carriesNothingAPersonWrote(AtelierEvent sample) {
        assertThat(schemaTree(sample).get("properties").propertyNames())
                .doesNotContain("prompt", "firstName", "lastName", "username", "url", "link", "text");
    }

    private static ObjectNode written(AtelierEvent sample) {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(sample));
    }

    private static JsonNode golden(AtelierEvent sample) throws IOException {
        Path file = GOLDEN.resolve(name(sample) + ".json");
        if (Files.notExists(file) && "write".equals(System.getProperty("atelier.golden"))) {
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sample) + "\n");
        }
        assertThat(file).as("golden file of a released event").exists();
        return JSON.readTree(Files.readString(file));
    }

    private static Schema schema(AtelierEvent sample) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaTree(sample));
    }

    private static JsonNode schemaTree(AtelierEvent sample) {
        try (InputStream file = EventContractsTest.class.getResourceAsStream("/schemas/" + name(sample) + ".json")) {
            assertThat(file).as("schema of %s", name(sample)).isNotNull();
            return JSON.readTree(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(AtelierEvent sample) {
        return type(sample).value();
    }

    private static EventType type(AtelierEvent sample) {
        return sample.getClass().getAnnotation(EventType.class);
    }
}
