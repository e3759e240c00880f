package studio.atelier.platform;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import studio.atelier.platform.test.AtelierArchitecture;

@AnalyzeClasses(
        packages = "studio.atelier.platform",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {

    @ArchTest
    static final ArchTests rules = ArchTests.in(AtelierArchitecture.class);
}
