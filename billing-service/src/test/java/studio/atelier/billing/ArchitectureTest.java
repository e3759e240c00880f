package studio.atelier.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.test.AtelierArchitecture;

@AnalyzeClasses(packages = "studio.atelier.billing", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests rules = ArchTests.in(AtelierArchitecture.class);

    @ArchTest
    static final ArchRule onlyTheLedgerNamesItsTables = noClasses()
            .that()
            .resideOutsideOfPackages("studio.atelier.billing.ledger..", "studio.atelier.billing.pricelist..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(DatabaseClient.class)
            .because("others ask through Ledger and LedgerQueries; the price list has tables of its own");
}
