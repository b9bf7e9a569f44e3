package org.s2r2.examples.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** The arrows between modules, as docs/architecture.md draws them. */
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

    private static final String[] API = {
        "org.s2r2.tensor..", "org.s2r2.objective..", "org.s2r2.encoder..", "org.s2r2.optim..", "org.s2r2.backend..",
        "org.s2r2.view..", "org.s2r2.settings..", "org.s2r2.training..", "org.s2r2.checkpoint..", "org.s2r2.npy..",
        "org.s2r2.file..", "org.s2r2.torchscript.."
    };
    private static final String DATA = "org.s2r2.data..";
    private static final String[] EVAL = {"org.s2r2.eval..", "org.s2r2.experiment..", "org.s2r2.baseline.."};
    private static final String DJL = "org.s2r2.djl..";
    private static final String DL4J = "org.s2r2.dl4j..";
    private static final String EXAMPLES = "org.s2r2.examples..";
    private static final String[] DJL_ENGINE = {"ai.djl.."};
    private static final String[] DL4J_ENGINE = {"org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."};

    @ArchTest
    static final ArchRule THE_API_KNOWS_NO_OTHER_MODULE =
            noClasses().that().resideInAnyPackage(API).should().dependOnClassesThat()
                    .resideInAnyPackage(DATA, EVAL[0], EVAL[1], EVAL[2], DJL, DL4J, EXAMPLES);

    @ArchTest
    static final ArchRule THE_DATA_MODULE_KNOWS_THE_API_ALONE =
            noClasses().that().resideInAPackage(DATA).should().dependOnClassesThat()
                    .resideInAnyPackage(EVAL[0], EVAL[1], EVAL[2], DJL, DL4J, EXAMPLES);

    @ArchTest
    static final ArchRule A_BACKEND_KNOWS_THE_API_ALONE =
            noClasses().that().resideInAnyPackage(DJL, DL4J).should().dependOnClassesThat()
                    .resideInAnyPackage(DATA, EVAL[0], EVAL[1], EVAL[2], EXAMPLES);

    @ArchTest
    static final ArchRule NO_BACKEND_KNOWS_ANOTHER =
            noClasses().that().resideInAPackage(DJL).should().dependOnClassesThat().resideInAPackage(DL4J);

    @ArchTest
    static final ArchRule NO_BACKEND_IS_KNOWN_TO_ANOTHER =
            noClasses().that().resideInAPackage(DL4J).should().dependOnClassesThat().resideInAPackage(DJL);

    @ArchTest
    static final ArchRule EVALUATION_KNOWS_THE_API_AND_THE_DATA =
            noClasses().that().resideInAnyPackage(EVAL).should().dependOnClassesThat()
                    .resideInAnyPackage(DJL, DL4J, EXAMPLES);

    @ArchTest
    static final ArchRule ONLY_ITS_BACKEND_SEES_LIBTORCH =
            noClasses().that().resideOutsideOfPackage(DJL).should().dependOnClassesThat()
                    .resideInAnyPackage(DJL_ENGINE);

    @ArchTest
    static final ArchRule ONLY_ITS_BACKEND_SEES_ND4J =
            noClasses().that().resideOutsideOfPackage(DL4J).should().dependOnClassesThat()
                    .resideInAnyPackage(DL4J_ENGINE);

    @ArchTest
    static final ArchRule THE_API_NEEDS_NO_DEPENDENCY_INJECTION_FRAMEWORK =
            noClasses().that().resideInAnyPackage(API).should().dependOnClassesThat()
                    .resideInAnyPackage("com.google..", "picocli..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule NOBODY_USES_JAVA_SERIALISATION =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class)
                    .orShould().dependOnClassesThat().areAssignableTo(ObjectOutputStream.class);

    /** A rule about packages that nobody looked at would hold without saying anything. */
    @ArchTest
    static void everyPackageOfTheFrameworkIsInAModuleAndEveryModuleIsLookedAt(JavaClasses classes) {
        for (String[] module : new String[][] {API, {DATA}, EVAL, {DJL}, {DL4J}, {EXAMPLES}}) {
            for (String part : module) {
                String name = part.substring(0, part.length() - 2);
                Assertions.assertThat(classes).anyMatch(type -> inside(type.getPackageName(), name));
            }
        }
        Assertions.assertThat(classes).allMatch(type -> Stream.of(API, new String[] {DATA, DJL, DL4J, EXAMPLES}, EVAL)
                .flatMap(Arrays::stream)
                .anyMatch(part -> inside(type.getPackageName(), part.substring(0, part.length() - 2))));
    }

    private static boolean inside(String packageName, String root) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }
}
