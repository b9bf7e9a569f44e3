package org.s2r2.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;

/** The packages that docs/security.md says nobody comes near, or one package alone. */
@AnalyzeClasses(
        packages = "org.s2r2",
        importOptions = {ImportOption.DoNotIncludeTests.class, ModuleArrowsTest.WithoutTestJars.class})
class ContainmentTest {

    private static final String FETCH = "org.s2r2.data.fetch..";

    private static final String PAGE = "org.s2r2.search.explore..";

    @ArchTest
    static final ArchRule THE_NETWORK_IS_FOR_FETCHING_DATA_SETS_AND_FOR_THE_PAGE_ALONE =
            noClasses().that().resideOutsideOfPackages(FETCH, PAGE).should().dependOnClassesThat(
                    resideInAnyPackage("java.net..", "javax.net..", "com.sun.net.httpserver..").and(not(type(URI.class))));

    @ArchTest
    static final ArchRule THE_PAGE_OPENS_NO_CONNECTION =
            noClasses().that().resideInAPackage(PAGE).should().dependOnClassesThat(
                    resideInAnyPackage("java.net.http..", "javax.net..")
                            .or(type(Socket.class)).or(type(URL.class)).or(type(URLConnection.class)));

    /** A scripted module is a zip archive too; a reader of its own keeps it in memory, and the DJL backend adds to it. */
    @ArchTest
    static final ArchRule ARCHIVES_ARE_FOR_FETCHED_DATA_SETS_AND_SCRIPTED_MODULES_ALONE =
            noClasses().that().resideOutsideOfPackages(FETCH, "org.s2r2.torchscript..", "org.s2r2.djl..")
                    .should().dependOnClassesThat(
                            resideInAnyPackage("org.apache.commons.compress..", "java.util.jar..")
                                    .or(nameMatching("java\\.util\\.zip\\.(Zip|GZIP|Inflater).*")));

    @ArchTest
    static final ArchRule THE_SHADED_LIBRARIES_AND_THE_FORMATS_OF_ND4J_ARE_NOT_USED =
            noClasses().should().dependOnClassesThat(resideInAnyPackage(
                    "org.nd4j.shade..", "org.nd4j.serde..", "org.nd4j.imports..", "org.nd4j.autodiff..",
                    "org.nd4j.graph..", "org.nd4j.common..", "org.tensorflow..", "onnx.."));

    @ArchTest
    static final ArchRule DJLS_MODEL_ZOO_AND_DOWNLOADS_ARE_NOT_USED =
            noClasses().should().dependOnClassesThat(
                    resideInAnyPackage("ai.djl.repository..", "ai.djl.modality..", "com.google.gson.."));

    @ArchTest
    static final ArchRule NO_CLASS_IS_LOADED_BY_A_NAME_FROM_A_FILE =
            noClasses().should().callMethod(Class.class, "forName", String.class)
                    .orShould().callMethod(ClassLoader.class, "loadClass", String.class)
                    .orShould().beAssignableTo(ClassLoader.class)
                    .orShould().dependOnClassesThat(resideInAPackage("javax.script.."));
}
