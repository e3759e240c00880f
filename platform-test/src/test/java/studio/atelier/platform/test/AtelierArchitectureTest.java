package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AtelierArchitectureTest {

    /** Lombok annotations leave no trace in compiled classes. */
    private static final Set<String> NOT_SHOWN = Set.of("nothingIsGeneratedByLombok");

    private final ClassFileImporter importer = new ClassFileImporter();

    static Stream<Field> rules() {
        return Arrays.stream(AtelierArchitecture.class.getFields())
                .filter(field -> field.isAnnotationPresent(ArchTest.class))
                .filter(field -> !NOT_SHOWN.contains(field.getName()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noticesCodeThatBreaksTheRule(Field rule) throws IllegalAccessException {
        JavaClasses bad = importer.importPackages("studio.atelier.violation");
        assertThat(((ArchRule) rule.get(null)).evaluate(bad).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isContentWithCodeThatKeepsTheRule(Field rule) throws IllegalAccessException {
        JavaClasses good = importer.importPackages("studio.atelier.neighbour");
        assertThat(((ArchRule) rule.get(null)).evaluate(good).getFailureReport().getDetails())
                .isEmpty();
    }

    @Test
    void lombokIsLookedFor() {
        assertThat(AtelierArchitecture.nothingIsGeneratedByLombok.getDescription())
                .contains("lombok");
    }
}
