package org.s2r2.cli.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.objective.Objective;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.testkit.objective.ObjectiveContract;

/** All objectives that a module binds keep their contract on libtorch. */
@ParameterizedClass
@MethodSource("cases")
class ObjectivesOnDjlTest extends ObjectiveContract {

    private static final Components COMPONENTS = Components.discover();
    private static Backend backend;

    /** @param section the objective, as it stands in an experiment file */
    record Case(String section, Set<Property> lacks) {

        static Case of(String section, Property... lacks) {
            EnumSet<Property> set = EnumSet.noneOf(Property.class);
            set.addAll(List.of(lacks));
            return new Case(section, set);
        }

        String name() {
            return ExperimentFile.parse("case", section, List.of()).requiredText("name");
        }

        @Override
        public String toString() {
            return section;
        }
    }

    @Parameter
    Case given;

    static List<Case> cases() {
        Property[] all = EnumSet.complementOf(EnumSet.of(Property.TURNS_WITH_THE_SPACE)).toArray(Property[]::new);
        return List.of(
                Case.of("{name: smooth-ap, temperature: 0.05}"),
                Case.of("{name: smooth-ap, temperature: 0.05, form: log}"),
                Case.of("{name: smooth-ap, temperature: 0.02, form: log, margin: 0.1}"),
                Case.of("{name: barlow-twins}", Property.ZERO_FOR_A_PERFECT_RANKING, Property.TURNS_WITH_THE_SPACE),
                Case.of("{name: vicreg}", Property.ZERO_FOR_A_PERFECT_RANKING, Property.TURNS_WITH_THE_SPACE),
                Case.of("{name: fast-ap}"),
                Case.of("{name: listwise-ap}"),
                Case.of("{name: blackbox-ap, lambda: 0.5}", Property.GRADIENT_OF_THE_VALUE),
                Case.of("{name: sup-ap, temperature: 0.05, rho: 20, delta: 0.1}"),
                Case.of("{name: recall-at-k, temperature: 0.05}", Property.ZERO_FOR_A_PERFECT_RANKING),
                Case.of("{name: smooth-ndcg, temperature: 0.05}", Property.ZERO_FOR_A_PERFECT_RANKING),
                Case.of("{name: multi-similarity}"),
                Case.of("{name: nt-xent, temperature: 0.3}", Property.ZERO_FOR_A_PERFECT_RANKING),
                Case.of("{name: swav, prototypes: 5, temperature: 0.3, epsilon: 0.2}", all),
                Case.of("{name: pairwise-logistic, temperature: 0.05}"),
                Case.of("{name: sum, terms: [{name: swav, prototypes: 5}, {name: swav, prototypes: 3}]}", all));
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
        Settings settings = ExperimentFile.parse("case", given.section, List.of());
        Objective made = COMPONENTS.objectives().get(settings.requiredText("name")).create(settings);
        settings.rejectUnread();
        return made;
    }

    @Override
    protected Set<Property> lacks() {
        return given.lacks;
    }

    @Override
    protected TensorEngine engine() {
        return backend.tensors();
    }

    @Test
    void noObjectiveIsLeftOut() {
        TreeSet<String> names = new TreeSet<>(cases().stream().map(Case::name).toList());
        names.addAll(TeacherObjectivesOnDjlTest.ALONE);
        assertThat(names).isEqualTo(new TreeSet<>(COMPONENTS.objectives().keySet()));
    }
}
