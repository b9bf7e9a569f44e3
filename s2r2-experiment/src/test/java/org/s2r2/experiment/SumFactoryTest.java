package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Key;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.baseline.BaselineModule;
import org.s2r2.encoder.Parameter;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.plugin.ApiModule;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.ViewLayout;

/** Two terms with weights and state of their own, and one with neither. */
class SumFactoryTest extends ObjectiveContract {

    private static final String SWAV = "assigningViews: 2, queueStartEpoch: 0, temperature: 0.3, epsilon: 0.2";
    private static final String SUM = "{name: sum, terms: [{name: swav, weight: 0.5, prototypes: 4, queueLength: 4, "
            + "freezePrototypesSteps: 3, " + SWAV + "}, {name: nt-xent}, {weight: 2, name: swav, prototypes: 6, "
            + "queueLength: 8, freezePrototypesSteps: 0, " + SWAV + "}]}";

    private static final Map<String, ObjectiveFactory> OBJECTIVES =
            Guice.createInjector(new ApiModule(), new BaselineModule()).getInstance(new Key<>() {});

    private static Settings settings(String sum) {
        return ExperimentFile.parse("test", "objective: " + sum, List.of()).section("objective");
    }

    private static Objective read(String sum) {
        Settings settings = settings(sum);
        Objective made = OBJECTIVES.get(settings.requiredText("name")).create(settings);
        settings.rejectUnread();
        return made;
    }

    @Override
    protected Objective objective() {
        return read(SUM);
    }

    @Override
    protected Set<Property> lacks() {
        return EnumSet.complementOf(EnumSet.of(Property.TURNS_WITH_THE_SPACE));
    }

    @Test
    void whatTermsOwnIsKeptApart() {
        Objective sum = objective();
        assertThat(sum.parameters(7)).extracting(Parameter::name)
                .containsExactly("objective.0.prototypes", "objective.2.prototypes");
        assertThat(sum.parameters(7)).extracting(Parameter::shape)
                .containsExactly(new int[] {4, 7}, new int[] {6, 7});
        Map<String, HostArray> first = sum.firstWeights(7, 1);
        assertThat(first.get("objective.2.prototypes").values())
                .doesNotContain(first.get("objective.0.prototypes").values());
        assertThat(sum.state()).containsOnlyKeys("0.queue.0", "0.queue.1", "2.queue.0", "2.queue.1");
        ViewLayout layout = ViewLayout.viewMajor(4, 2);
        assertThat(sum.frozen(new ObjectiveStep(layout, 0, 2, List.of()))).containsExactly("objective.0.prototypes");
        assertThat(sum.frozen(new ObjectiveStep(layout, 0, 3, List.of()))).isEmpty();
        HostArray row = HostArray.matrix(new float[] {3, 4}, 1, 2);
        assertThat(sum.constrained("objective.2.prototypes", row).values()).containsExactly(0.6f, 0.8f);
        assertThatThrownBy(() -> sum.requireBatch(ViewLayout.viewMajor(5, 2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("queueLength: found 4");
        assertThat(sum.firstWeights(7, 1)).isEqualTo(first);
    }

    @Test
    void itsConfigurationIsResolvedTermByTerm() {
        Settings settings = settings("{name: sum, terms: [{name: nt-xent}, {name: fast-ap, bins: 3, weight: 2}]}");
        settings.requiredText("name");
        OBJECTIVES.get("sum").create(settings);
        settings.rejectUnread();
        assertThat(settings.resolved()).containsEntry("terms", List.of(
                Map.of("weight", 1.0, "name", "nt-xent", "temperature", 0.5),
                Map.of("weight", 2.0, "name", "fast-ap", "bins", 3L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{name: sum} | objective.terms: found nothing, expected a list of one or more objectives",
        "{name: sum, terms: 3} | objective.terms: found 3, expected a list of sections",
        "{name: sum, terms: [{weight: 1}]} | objective.terms[0].name: found nothing, expected one of barlow-twins",
        "{name: sum, terms: [{name: fast-ap}, {name: none}]} | objective.terms[1].name: found 'none', expected one of",
        "{name: sum, terms: [{name: fast-ap, weight: 0}]} | objective.terms[0].weight: found 0, expected a number from",
        "{name: sum, terms: [{name: fast-ap, bins: 0}]} | objective.terms[0].bins: found 0",
        "{name: sum, terms: [{name: fast-ap, bin: 1}]} | unknown key objective.terms[0].bin; known here: bins, candidates, form"
    })
    void aWrongTermNamesItsKey(String sum, String message) {
        assertThatThrownBy(() -> read(sum)).isInstanceOf(InvalidInputException.class).hasMessageContaining(message);
    }
}
