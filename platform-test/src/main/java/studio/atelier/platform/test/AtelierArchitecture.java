package studio.atelier.platform.test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The architecture rules for the code of every service; each says how to fix a violation. A service runs them with
 *
 * <pre>{@code
 * @AnalyzeClasses(packages = "studio.atelier.billing", importOptions = ImportOption.DoNotIncludeTests.class)
 * class ArchitectureTest {
 *     @ArchTest
 *     static final ArchTests rules = ArchTests.in(AtelierArchitecture.class);
 * }
 * }</pre>
 */
public final class AtelierArchitecture {

    private static final String ROOT = "studio.atelier.";
    private static final Set<String> SHARED_MODULES = Set.of("contracts", "platform");
    private static final Set<String> BLOCKING_METHODS =
            Set.of("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream");
    private static final Pattern SERVICE_TIME = Pattern.compile(":now\\b");
    private static final Pattern DATABASE_TIME = Pattern.compile("\\b(now|clock_timestamp)\\(\\)");
    private static final String[] TECHNOLOGY = {
        "org.springframework.web..",
        "org.springframework.http..",
        "org.springframework.r2dbc..",
        "io.r2dbc..",
        "org.apache.kafka..",
        "reactor.kafka.."
    };

    @ArchTest
    public static final ArchRule servicesKnowOnlyThePlatformAndTheContracts = classes()
            .should(dependOnNoOtherModule())
            .because(
                    "a service imports contracts and platform, never another service: read others through their events")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule packagesHaveNoCycles = slices().matching("studio.atelier.(**)")
            .should()
            .beFreeOfCycles()
            .because(
                    "features meet through their faces or through events: move the shared type to the side that owns it")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule nothingBlocks = noClasses()
            .should()
            .callCodeUnitWhere(describe("a reactive type is waited for", AtelierArchitecture::waitsForAReactiveType))
            .orShould()
            .callMethodWhere(describe("a thread sleeps", call -> isCall(call, "java.lang.Thread", "sleep")))
            .because("a blocked event loop serves nobody: compose with flatMap, delay with Mono.delay")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule everyPackageIsNullMarked = classes()
            .should(beInANullMarkedPackage())
            .because("NullAway checks marked packages only: add a package-info.java with @NullMarked and a sentence")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule settingsAreTypedRecords = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.beans.factory.annotation.Value")
            .because("settings are validated @ConfigurationProperties records, which can be listed and tested")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule dependenciesComeThroughConstructors = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .because("a constructor makes the class usable without Spring")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule serviceIsNoStereotype = noClasses()
            .should()
            .beAnnotatedWith("org.springframework.stereotype.Service")
            .because("a bean is a @Component, or a @Repository if it runs SQL")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule sqlIsInRepositories = noClasses()
            .that(describe("run SQL", AtelierArchitecture::runsSql))
            .should()
            .beAnnotatedWith("org.springframework.stereotype.Component")
            .because("SQL is found by its annotation: a bean that runs it is a @Repository")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule sqlKnowsOneClock = classes()
            .should(useOneClockInSql())
            .because("two clocks differ: compare a column with the clock that wrote it, see ADR 65")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule nothingIsGeneratedByLombok = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("lombok..")
            .because("records and constructors do it")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule timeIsJavaTime = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Date")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Calendar")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Timestamp")
            .because("java.time has Instant, LocalDate and Duration")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule nowComesFromAClock = noClasses()
            .should()
            .callMethodWhere(
                    describe("the time is asked without a Clock", AtelierArchitecture::asksTheSystemForTheTime))
            .because("tests turn the clock: inject java.time.Clock and call now(clock) or clock.instant()")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule onlyThePlatformKnowsKafka = noClasses()
            .that()
            .resideOutsideOfPackage("studio.atelier.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "reactor.kafka..")
            .because("the Kafka client will be replaced in one place: use the platform's outbox and subscriptions")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule domainTypesKnowNoTechnology = noClasses()
            .that(areDomainTypes())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TECHNOLOGY)
            .because("rows are mapped in the R2dbc… adapter, requests in the controller; the domain outlives both")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule nothingPrints = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("logs are JSON with trace and user ids, and masked: use a logger")
            .allowEmptyShould(true);

    private AtelierArchitecture() {}

    private static ArchCondition<JavaClass> dependOnNoOtherModule() {
        return new ArchCondition<>("depend on no other module than contracts and platform") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(AtelierArchitecture::leadsToAnotherModule)
                        .forEach(found -> events.add(SimpleConditionEvent.violated(found, found.getDescription())));
            }
        };
    }

    private static boolean leadsToAnotherModule(Dependency dependency) {
        String from = module(dependency.getOriginClass());
        String to = module(dependency.getTargetClass());
        return !to.isEmpty() && !to.equals(from) && !SHARED_MODULES.contains(to);
    }

    /** {@code billing} for {@code studio.atelier.billing.ledger.AccountLedger}; empty for third-party classes. */
    private static String module(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.", 2)[0] : "";
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package marked @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " is not @NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaClass> useOneClockInSql() {
        return new ArchCondition<>("use either :now or the database's clock in SQL") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String text = readClassFile(type);
                boolean mixed = SERVICE_TIME.matcher(text).find()
                        && DATABASE_TIME.matcher(text).find();
                events.add(new SimpleConditionEvent(type, !mixed, type.getName() + " uses both :now and now()"));
            }
        };
    }

    /** The string constants stand in a class file as they are, also those within methods. */
    private static String readClassFile(JavaClass type) {
        URI file = type.getSource().orElseThrow().getUri();
        try (InputStream bytes = file.toURL().openStream()) {
            return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runsSql(JavaClass type) {
        return type.getFields().stream()
                .anyMatch(field -> "org.springframework.r2dbc.core.DatabaseClient"
                        .equals(field.getRawType().getName()));
    }

    private static boolean waitsForAReactiveType(JavaCall<?> call) {
        CodeUnitCallTarget target = call.getTarget();
        return BLOCKING_METHODS.contains(target.getName())
                && target.getOwner().isAssignableTo("org.reactivestreams.Publisher");
    }

    private static boolean asksTheSystemForTheTime(JavaCall<?> call) {
        CodeUnitCallTarget target = call.getTarget();
        boolean now = "now".equals(target.getName())
                && "java.time".equals(target.getOwner().getPackageName())
                && target.getRawParameterTypes().isEmpty();
        return now || isCall(call, "java.lang.System", "currentTimeMillis");
    }

    private static boolean isCall(JavaCall<?> call, String owner, String method) {
        return call.getTarget().getName().equals(method)
                && call.getTarget().getOwner().getFullName().equals(owner);
    }

    /** Domain values: records and enums, except those that exist for one technology. */
    private static DescribedPredicate<JavaClass> areDomainTypes() {
        return describe("are records or enums of the domain", (JavaClass type) -> type.isRecord() || type.isEnum())
                .and(not(simpleNameEndingWith("Request")))
                .and(not(simpleNameEndingWith("Response")))
                .and(not(simpleNameEndingWith("Properties")))
                .and(not(simpleNameEndingWith("ProblemCode")))
                .and(not(resideInAPackage("studio.atelier.platform..")))
                .and(not(resideInAPackage("studio.atelier.gateway..")))
                .and(describe("are not nested in an adapter", JavaClass::isTopLevelClass));
    }
}
