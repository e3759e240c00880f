package studio.atelier.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(packages = "studio.atelier.sandbox", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("studio.atelier.sandbox.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sharesNoCodeWithTheServicesItIsACounterpartOf = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "studio.atelier.contracts..",
                    "studio.atelier.platform..",
                    "studio.atelier.auth..",
                    "studio.atelier.billing..",
                    "studio.atelier.generation..",
                    "studio.atelier.chat..",
                    "studio.atelier.gateway..")
            .because("a mistake made in both would not be seen; write it from the documented wire format");

    @ArchTest
    static final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(Mono.class, "block")
            .orShould()
            .callMethod(Flux.class, "blockLast")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .because("event-loop threads serve everybody; return the Mono instead");
}
