package org.s2r2.cli.backend;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.objective.Objective;
import org.s2r2.objective.RankingKeys;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.testkit.objective.TeacherObjectiveContract;

/** All objectives that a module binds and that may have a teacher keep their contract on libtorch. */
@ParameterizedClass
@MethodSource("cases")
class TeacherObjectivesOnDjlTest extends TeacherObjectiveContract {

    private static final Components COMPONENTS = Components.discover();
    /** Those that have a teacher in any case. */
    static final Set<String> ALONE = Set.of("byol", "simsiam", "dino");
    private static Backend backend;

    @Parameter
    String section;

    static List<String> cases() {
        return Stream.concat(
                        Stream.of("smooth-ap, temperature: 0.2, form: log, margin: 0.1", "smooth-ap, temperature: 0.2",
                                        "fast-ap", "listwise-ap", "sup-ap, temperature: 0.2, rho: 5, delta: 0.1",
                                        "recall-at-k, temperature: 0.2", "smooth-ndcg, temperature: 0.2",
                                        "multi-similarity", "nt-xent, temperature: 0.3",
                                        "pairwise-logistic, temperature: 0.2")
                                .map(objective -> "{name: " + objective + ", candidates: teacher}"),
                        ALONE.stream().sorted().map(name -> "{name: " + name + "}"))
                .toList();
    }

    @BeforeAll
    static void open() {
        backend = COMPONENTS.backends().get("djl").open(new Options(Device.CPU, 1));
    }

    @AfterAll
    static void close() {
        backend.close();
    }

    @Override
    protected Objective objective() {
        Settings settings = ExperimentFile.parse("case", section, List.of());
        Objective made =
                RankingKeys.create(COMPONENTS.objectives().get(settings.requiredText("name")), settings);
        settings.rejectUnread();
        return made;
    }

    @Override
    protected boolean usesMemory() {
        return section.contains("candidates");
    }

    @Override
    protected TeacherOptions teacher() {
        return new TeacherOptions(0, 0, 0, 5);
    }

    @Override
    protected TensorEngine engine() {
        return backend.tensors();
    }
}
