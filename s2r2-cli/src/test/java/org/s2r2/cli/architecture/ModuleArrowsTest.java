package org.s2r2.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The arrows between modules and packages, as docs/architecture.md draws them. */
@AnalyzeClasses(
        packages = "org.s2r2",
        importOptions = {ImportOption.DoNotIncludeTests.class, ModuleArrowsTest.WithoutTestJars.class})
class ModuleArrowsTest {

    /** Leaves out what modules share for tests, which is a jar of its own in a whole build. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** The modules with their packages, the facade's being org.s2r2 itself. A module may use itself and those named behind it, and no other. */
    private enum House {
        API("backend", "checkpoint", "collective", "encoder", "file", "npy", "objective", "optim", "parallel", "plugin", "settings", "tensor",
                "torchscript", "training", "view"),
        DATA("data"),
        EVAL("baseline", "eval"),
        EXPERIMENT("experiment", ""),
        SEARCH("search"),
        DJL("djl"),
        DL4J("dl4j"),
        TESTKIT("testkit"),
        BENCHMARKS("bench"),
        CLI("cli");

        private final String[] packages;

        House(String... packages) {
            this.packages = packages;
        }

        private String[] patterns() {
            return Arrays.stream(packages)
                    .map(name -> name.isEmpty() ? "org.s2r2" : "org.s2r2." + name + "..")
                    .toArray(String[]::new);
        }

        private boolean holds(JavaClass type) {
            String name = type.getPackageName();
            return Arrays.stream(packages).anyMatch(own -> own.isEmpty()
                    ? name.equals("org.s2r2")
                    : name.equals("org.s2r2." + own) || name.startsWith("org.s2r2." + own + "."));
        }

        private Set<House> uses() {
            return switch (this) {
                case API -> EnumSet.noneOf(House.class);
                case DATA, DJL, DL4J -> EnumSet.of(API);
                case EVAL -> EnumSet.of(API, DATA);
                case EXPERIMENT, TESTKIT -> EnumSet.of(API, DATA, EVAL);
                case SEARCH -> EnumSet.of(API, DATA, EVAL, EXPERIMENT);
                case BENCHMARKS -> EnumSet.of(API, DATA, EVAL, EXPERIMENT, SEARCH);
                case CLI -> EnumSet.of(API, DATA, EVAL, EXPERIMENT, SEARCH, BENCHMARKS);
            };
        }
    }

    @ArchTest
    static void aModuleUsesNoOtherThanItsArrowsPointAt(JavaClasses classes) {
        for (House module : House.values()) {
            Set<House> forbidden = EnumSet.complementOf(EnumSet.copyOf(EnumSet.of(module)));
            forbidden.removeAll(module.uses());
            String[] packages = forbidden.stream().flatMap(other -> Arrays.stream(other.patterns())).toArray(String[]::new);
            noClasses().that().resideInAnyPackage(module.patterns())
                    .should().dependOnClassesThat().resideInAnyPackage(packages)
                    .as("the module " + module + " uses no other than " + module.uses())
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule NO_PACKAGES_OF_THE_API_USE_EACH_OTHER_IN_A_CIRCLE =
            slices().matching("org.s2r2.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_ITS_BACKEND_SEES_LIBTORCH =
            noClasses().that().resideOutsideOfPackage("org.s2r2.djl..").should().dependOnClassesThat()
                    .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule ONLY_ITS_BACKEND_SEES_ND4J =
            noClasses().that().resideOutsideOfPackage("org.s2r2.dl4j..").should().dependOnClassesThat()
                    .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule ONLY_SEARCH_SEES_LUCENE =
            noClasses().that().resideOutsideOfPackage("org.s2r2.search..").should().dependOnClassesThat()
                    .resideInAnyPackage("org.apache.lucene..");

    @ArchTest
    static final ArchRule ONLY_THE_DOOR_FOR_PLUGINS_OF_THE_API_SEES_GUICE =
            noClasses().that().resideInAnyPackage(House.API.patterns())
                    .and().resideOutsideOfPackage("org.s2r2.plugin..")
                    .should().dependOnClassesThat().resideInAnyPackage("com.google..", "picocli..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule NOBODY_USES_JAVA_SERIALISATION =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class)
                    .orShould().dependOnClassesThat().areAssignableTo(ObjectOutputStream.class);

    /** A rule about packages that nobody looked at would hold without saying anything. */
    @ArchTest
    static void everyPackageIsInOneModuleAndEveryModuleIsLookedAt(JavaClasses classes) {
        for (House module : House.values()) {
            for (String name : module.packages) {
                assertThat(classes).as(name).anyMatch(type -> type.getPackageName().startsWith("org.s2r2" + (name.isEmpty() ? "" : "." + name)));
            }
        }
        assertThat(classes).allMatch(type -> Arrays.stream(House.values()).filter(house -> house.holds(type)).count() == 1);
    }
}
