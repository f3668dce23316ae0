package io.bundlebackup.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.springframework.http.HttpStatus;

/** The sentences of the design about packages, as tests. Each rule's name is the sentence. */
@AnalyzeClasses(
        packages = "io.bundlebackup",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTests.NotGenerated.class})
class ArchitectureTests {
    /** An earlier {@code mvn package} leaves the definitions of beans that Spring has generated. */
    static final class NotGenerated implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__");
        }
    }

    private static final String ROOT = "io.bundlebackup";
    private static final String WEB = ROOT + ".*.web..";
    private static final String PROBLEM_WEB = ROOT + ".problem.web";
    private static final Set<String> NAMES_THAT_SAY_NOTHING =
            Set.of("service", "impl", "dto", "util", "common", "config", "model", "exception", "helper");
    private static final List<String> ENDINGS_THAT_SAY_NOTHING =
            List.of("Service", "Impl", "Manager", "Util", "Utils", "Helper");

    private static final Set<String> ERRORS = Arrays.stream(HttpStatus.values())
            .filter(HttpStatus::isError)
            .map(Enum::name)
            .collect(Collectors.toUnmodifiableSet());

    @ArchTest
    static final ArchRule arrowsPointOneWayFromVaultAndBackupOverSessionAndBundleToProblem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("vault")
            .definedBy(ROOT + ".vault..")
            .layer("backup")
            .definedBy(ROOT + ".backup..")
            .layer("restore")
            .definedBy(ROOT + ".restore..")
            .layer("upload")
            .definedBy(ROOT + ".upload..")
            .layer("session")
            .definedBy(ROOT + ".session..")
            .layer("bundle")
            .definedBy(ROOT + ".bundle..")
            .layer("access")
            .definedBy(ROOT + ".access..")
            .layer("problem")
            .definedBy(ROOT + ".problem..")
            .whereLayer("vault")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("vault")
            .whereLayer("restore")
            .mayOnlyBeAccessedByLayers("vault")
            .whereLayer("upload")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore")
            .whereLayer("access")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore", "upload")
            .whereLayer("bundle")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore", "upload", "session")
            .whereLayer("problem")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore", "upload", "session", "bundle", "access");

    @ArchTest
    static final ArchRule archiveStandsOnManifestAndPosixAndThoseOnNothing = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .layer("vault")
            .definedBy(ROOT + ".vault..")
            .layer("backup")
            .definedBy(ROOT + ".backup..")
            .layer("restore")
            .definedBy(ROOT + ".restore..")
            .layer("upload")
            .definedBy(ROOT + ".upload..")
            .layer("archive")
            .definedBy(ROOT + ".archive..")
            .layer("session")
            .definedBy(ROOT + ".session..")
            .layer("manifest")
            .definedBy(ROOT + ".manifest..")
            .layer("posix")
            .definedBy(ROOT + ".posix..")
            .ensureAllClassesAreContainedInArchitectureIgnoring(describe("anything else", c -> true))
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore", "upload")
            .whereLayer("archive")
            .mayOnlyAccessLayers("manifest", "posix")
            .whereLayer("manifest")
            .mayOnlyBeAccessedByLayers("vault", "backup", "restore", "upload", "session", "archive")
            .whereLayer("manifest")
            .mayNotAccessAnyLayer()
            // posix is open to all: what Java cannot say of files is needed on every floor.
            .whereLayer("posix")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule theSessionKnowsNothingOfTheWorkThatItRuns = noClasses()
            .that()
            .resideInAPackage(ROOT + ".session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".backup..", ROOT + ".restore..", ROOT + ".upload..", ROOT + ".vault..");

    @ArchTest
    static final ArchRule noFeatureKnowsItsOwnOrAnothersHttp = noClasses()
            .that()
            .resideOutsideOfPackage(WEB)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WEB);

    @ArchTest
    static final ArchRule aWebPackageKnowsNoOtherThanThatOfProblems = classes()
            .that()
            .resideInAPackage(WEB)
            .should(new ArchCondition<>("use no other web package than problem.web") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(d -> resideInAnyPackage(WEB).test(d.getTargetClass()))
                            .filter(d -> !d.getTargetClass().getPackageName().equals(PROBLEM_WEB))
                            .filter(d -> !feature(d.getTargetClass()).equals(feature(type)))
                            .forEach(d -> events.add(SimpleConditionEvent.violated(type, d.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule noWebPackageTouchesFiles = noClasses()
            .that()
            .resideInAPackage(WEB)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..")
                    .or(describe("files of java.io", c -> c.getName().startsWith("java.io.File"))));

    @ArchTest
    static final ArchRule manifestArchiveAndPosixKnowNoSpringButTheAnnotationOfTheirPackage = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".manifest..", ROOT + ".archive..", ROOT + ".posix..")
            .and(not(simpleName("package-info")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule theManifestIsPureJava = classes()
            .that()
            .resideInAPackage(ROOT + ".manifest..")
            .and(not(simpleName("package-info")))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + ".manifest..", "java..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule onlyTheNativeCornerCallsForeignFunctions = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".posix..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    /** The decoder of signed tokens, which knows no HTTP. */
    private static final String[] DECODER = {"org.springframework.security.oauth2..", "com.nimbusds.."};

    @ArchTest
    static final ArchRule onlyWebPackagesKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackage(WEB)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "org.springframework.http..",
                            "org.springframework.web..",
                            "org.springframework.security..",
                            "jakarta.servlet..",
                            "jakarta.websocket..",
                            "org.apache.catalina..",
                            "io.swagger..",
                            "org.springdoc..")
                    .and(not(resideInAnyPackage(DECODER))));

    @ArchTest
    static final ArchRule onlyTheCallersOfAnIssuerKnowTheDecoderOfSignedTokens = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".access.oauth")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DECODER);

    /** The build evaluates conditions (ADR 39), so that a setting of the operator would come too late. */
    @ArchTest
    static final ArchRule noConditionDependsOnASetting = noClasses()
            .should()
            .dependOnClassesThat(
                    simpleNameStartingWith("ConditionalOn").and(not(simpleName("ConditionalOnMissingBean"))))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.context.annotation.Profile")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.context.annotation.Conditional");

    /** A refusal is a {@code ProblemException}; which status it becomes is decided in one place. */
    @ArchTest
    static final ArchRule onlyProblemWebAnswersWithAnErrorStatus = noClasses()
            .that()
            .resideOutsideOfPackage(PROBLEM_WEB)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.web.server.ResponseStatusException")
            .orShould()
            .callMethod("jakarta.servlet.http.HttpServletResponse", "sendError", "int")
            .orShould()
            .callMethod("jakarta.servlet.http.HttpServletResponse", "sendError", "int", "java.lang.String")
            .orShould(accessAnErrorConstant());

    @ArchTest
    static final ArchRule whatIsInWebIsNobodyElsesBusinessExceptThatOfProblems = classes()
            .that()
            .resideInAPackage(WEB)
            .and()
            .resideOutsideOfPackage(PROBLEM_WEB)
            .and(not(simpleName("package-info")))
            .should(new ArchCondition<>("not be public, unless another room of the same web package uses them") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    var used = type.getDirectDependenciesToSelf().stream()
                            .map(Dependency::getOriginClass)
                            .anyMatch(user -> !user.getPackageName().equals(type.getPackageName()));
                    if (type.getModifiers().contains(JavaModifier.PUBLIC) && !used) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is public"));
                    }
                }
            });

    /**
     * Classes that depend on each other in a ring cannot be understood, tested or moved alone. Excepted is one open directory, whose
     * operations are two classes: those that read, and those that change.
     */
    @ArchTest
    static final ArchRule noTopLevelClassesDependOnEachOtherInARing = classes()
            .should(new ArchCondition<>("not depend on themselves through other classes") {
                private final Map<String, Set<String>> uses = new TreeMap<>();

                @Override
                public void init(Collection<JavaClass> types) {
                    types.stream()
                            .filter(JavaClass::isTopLevelClass)
                            .forEach(type -> uses.put(type.getName(), new TreeSet<>()));
                    types.forEach(type -> type.getDirectDependenciesFromSelf()
                            .forEach(use -> uses.get(topLevel(type)).add(topLevel(use.getTargetClass()))));
                    uses.get(ROOT + ".posix.DirectoryChanges").remove(ROOT + ".posix.Directory");
                    uses.forEach((type, used) -> {
                        used.retainAll(uses.keySet());
                        used.remove(type);
                    });
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    var ring = type.isTopLevelClass() ? wayBackTo(type.getName()) : List.<String>of();
                    if (!ring.isEmpty()) {
                        events.add(SimpleConditionEvent.violated(type, String.join(" -> ", ring)));
                    }
                }

                /** The shortest way from a class back to itself. */
                private List<String> wayBackTo(String type) {
                    var from = new HashMap<String, String>();
                    var queue = new ArrayDeque<>(List.of(type));
                    while (!queue.isEmpty()) {
                        var next = queue.remove();
                        for (var used : uses.get(next)) {
                            if (used.equals(type)) {
                                return way(type, next, from);
                            }
                            if (from.putIfAbsent(used, next) == null) {
                                queue.add(used);
                            }
                        }
                    }
                    return List.of();
                }

                private List<String> way(String start, String end, Map<String, String> from) {
                    var way = new ArrayDeque<>(List.of(start));
                    for (var step = end; !step.equals(start); step = from.get(step)) {
                        way.addFirst(step);
                    }
                    way.addFirst(start);
                    return List.copyOf(way);
                }
            });

    @ArchTest
    static final ArchRule noPackageHasANameThatSaysNothing = classes()
            .should(new ArchCondition<>("lie in packages named for the domain") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Arrays.stream(type.getPackageName().split("\\."))
                            .filter(NAMES_THAT_SAY_NOTHING::contains)
                            .forEach(name -> events.add(
                                    SimpleConditionEvent.violated(type, type.getName() + " lies in " + name)));
                }
            });

    @ArchTest
    static final ArchRule noTypeHasANameThatSaysNothing = classes()
            .should(new ArchCondition<>("be named for what they are") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    ENDINGS_THAT_SAY_NOTHING.stream()
                            .filter(type.getSimpleName()::endsWith)
                            .forEach(name -> events.add(
                                    SimpleConditionEvent.violated(type, type.getName() + " ends in " + name)));
                }
            });

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(new ArchCondition<>("lie in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    var marked = type.getPackage().getAnnotations().stream()
                            .map(JavaAnnotation::getRawType)
                            .anyMatch(annotation -> annotation.isEquivalentTo(NullMarked.class));
                    if (!marked) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getPackageName() + " has no package-info.java with @NullMarked"));
                    }
                }
            });

    @ArchTest
    static final ArchRule whatTheServiceSaysGoesThroughTheLog = noClasses()
            .that()
            // Help, version and refusals go to the terminal; the log does not exist yet.
            .doNotHaveFullyQualifiedName(ROOT + ".CommandLine")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("[$\\[].*", "");
    }

    /** The name of the feature that a class belongs to: "session" for "io.bundlebackup.session.web.event". */
    private static String feature(JavaClass type) {
        return type.getPackageName().substring(ROOT.length()).split("\\.")[1];
    }

    private static ArchCondition<JavaClass> accessAnErrorConstant() {
        return new ArchCondition<>("name a status of an error") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFieldAccessesFromSelf().stream()
                        .filter(access ->
                                access.getTargetOwner().getName().equals("org.springframework.http.HttpStatus"))
                        .filter(access -> ERRORS.contains(access.getTarget().getName()))
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
            }
        };
    }

    /** Of two schemas with one name the document shows one, for both. */
    @ArchTest
    static final ArchRule everySchemaOfTheApiHasANameOfItsOwn =
            classes().that().areAnnotatedWith(Schema.class).should(haveSchemaNamesOfTheirOwn());

    private static ArchCondition<JavaClass> haveSchemaNamesOfTheirOwn() {
        Map<String, String> seen = new HashMap<>();
        return new ArchCondition<>("have schema names of their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var name = type.getAnnotationOfType(Schema.class).name();
                var other = name.isEmpty() ? null : seen.putIfAbsent(name, type.getName());
                if (other != null) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " and " + other + " are both the schema " + name));
                }
            }
        };
    }
}
