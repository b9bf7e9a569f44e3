package org.s2r2.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingKeys;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRanking;
import org.s2r2.objective.TeacherRows;
import org.s2r2.objective.ranking.FastAp;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.objective.TeacherObjectiveContract;
import org.s2r2.view.ViewLayout;

class TeacherObjectivesTest {

    private static final Settings NOTHING = Settings.of("test", Map.of());

    /** @param teacher what the objective goes with */
    record Case(String name, Supplier<Objective> objective, boolean usesMemory, TeacherOptions teacher) {

        Case(String name, Supplier<Objective> objective, boolean usesMemory) {
            this(name, objective, usesMemory, new TeacherOptions(0.99, 1, 0, 5));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("smooth-ap", () -> new TeacherRanking(SmoothAp.log(0.3).withMargin(0.1)), true),
                new Case("smooth-ap with itself",
                        () -> new TeacherRanking(new SmoothAp(0.3, QueryMode.INCLUDED, PrecisionForm.LINEAR, 0)), true),
                new Case("fast-ap", () -> new TeacherRanking(new FastAp(10)), true),
                new Case("nt-xent", () -> new MomentumContrast(0.3), true),
                new Case("byol", () -> ViewPrediction.byol(NOTHING), false),
                new Case("simsiam", () -> ViewPrediction.simsiam(NOTHING), false, new TeacherOptions(0, 0, 0, 0)),
                new Case("dino", () -> Dino.from(NOTHING).withCenter(0.1, 0.2, -0.1, 0, 0.3, 0.4), false));
    }

    @Nested
    @ParameterizedClass
    @MethodSource("org.s2r2.baseline.TeacherObjectivesTest#cases")
    class Contract extends TeacherObjectiveContract {

        @Parameter
        Case given;

        @Override
        protected Objective objective() {
            return given.objective.get();
        }

        @Override
        protected boolean usesMemory() {
            return given.usesMemory;
        }

        @Override
        protected TeacherOptions teacher() {
            return given.teacher;
        }
    }

    private static final int DIM = 5;
    private final TensorEngine engine = HostTensorEngine.float64();

    /** Rows of an encoder, of a teacher and of a memory, and a loss of them. */
    private double loss(Objective objective, double[] rows, double[] taught, double[] past, ViewLayout layout,
            ViewLayout seen) {
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), DIM);
                Tensor teacher = engine.tensor(taught, seen.rows(), DIM);
                Tensor memory = engine.tensor(past, past.length / DIM, DIM);
                ValueAndGradients found = objective.evaluate(engine, embeddings,
                        ObjectiveStep.first(layout).withTeacher(new TeacherRows(teacher, seen, Optional.of(memory))))) {
            return found.value();
        }
    }

    private static double[] random(int rows, long seed) {
        return new Random(seed).doubles((long) rows * DIM, -1, 1).toArray();
    }

    private static double dot(double[] one, int row, double[] other, int otherRow) {
        double sum = 0;
        for (int d = 0; d < DIM; d++) {
            sum += one[row * DIM + d] * other[otherRow * DIM + d];
        }
        return sum;
    }

    @Test
    void momentumContrastIsItsDefinitionWrittenAsLoops() {
        double temperature = 0.4;
        ViewLayout layout = ViewLayout.viewMajor(4, 3);
        ViewLayout seen = ViewLayout.viewMajor(4, 2);
        double[] rows = random(12, 1);
        double[] taught = random(8, 2);
        double[] past = random(6, 3);
        double expected = 0;
        int terms = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 2; b++) {
                for (int image = 0; a != b && image < 4; image++) {
                    double sum = 0;
                    for (int other = 0; other < 4; other++) {
                        sum += Math.exp(dot(rows, layout.row(image, a), taught, seen.row(other, b)) / temperature);
                    }
                    for (int row = 0; row < 6; row++) {
                        sum += Math.exp(dot(rows, layout.row(image, a), past, row) / temperature);
                    }
                    expected += Math.log(sum)
                            - dot(rows, layout.row(image, a), taught, seen.row(image, b)) / temperature;
                    terms++;
                }
            }
        }
        assertThat(loss(new MomentumContrast(temperature), rows, taught, past, layout, seen))
                .isCloseTo(expected / terms, within(1e-12));
    }

    /** The positives are the teacher's other views of the image, the negatives its other images and the memory. */
    @Test
    void smoothApOfATeacherIsItsDefinitionWrittenAsLoops() {
        ViewLayout layout = ViewLayout.imageMajor(4, 3);
        double[] rows = Batches.clustered(layout, DIM, 0.8, 1);
        double[] taught = Batches.clustered(layout, DIM, 0.8, 2);
        double[] past = random(6, 3);
        double expected = 0;
        for (int query = 0; query < 12; query++) {
            int positives = 0;
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                if (i == query || layout.image(i) != layout.image(query)) {
                    continue;
                }
                double before = 1;
                double above = 0;
                for (int j = 0; j < 12; j++) {
                    double g = sigmoid((dot(rows, query, taught, j) - dot(rows, query, taught, i)) / 0.2);
                    double pushed = sigmoid((dot(rows, query, taught, j) + 0.1 - dot(rows, query, taught, i)) / 0.2);
                    boolean own = layout.image(j) == layout.image(query);
                    before += own && j != i && j != query ? g : 0;
                    above += own ? 0 : pushed;
                }
                for (int j = 0; j < 6; j++) {
                    above += sigmoid((dot(rows, query, past, j) + 0.1 - dot(rows, query, taught, i)) / 0.2);
                }
                sum += Math.log((before + above) / before);
                positives++;
            }
            expected += sum / positives / 12;
        }
        Objective objective = new TeacherRanking(SmoothAp.log(0.2).withMargin(0.1));
        assertThat(loss(objective, rows, taught, past, layout, layout)).isCloseTo(expected, within(1e-12));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void theCentreOfDinoIsARunningMeanOfTheTeachersRows() {
        Dino dino = Dino.from(Settings.of("test", Map.of("centerMomentum", 0.75)));
        ViewLayout layout = ViewLayout.viewMajor(2, 2);
        double[] once = {1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7};
        try (Tensor rows = engine.tensor(once, 4, DIM)) {
            ObjectiveStep step =
                    ObjectiveStep.first(layout).withTeacher(new TeacherRows(rows, layout, Optional.empty()));
            dino.remember(rows, step);
            assertThat(dino.state().get(Dino.CENTER).values()).containsExactly(0.5f, 0.75f, 1, 1.25f, 1.5f);
            dino.remember(rows, step);
            assertThat(dino.state().get(Dino.CENTER).values()).startsWith(0.875f);
        }
        assertThat(Dino.from(NOTHING).state()).isEmpty();
    }

    @Test
    void aTeacherThatDoesNotFitIsRefusedByKey() {
        ViewLayout layout = ViewLayout.viewMajor(4, 3);
        TeacherOptions two = new TeacherOptions(0.99, 1, 2, 0);
        assertThatThrownBy(() -> new TeacherRanking(SmoothAp.of(0.1)).requireTeacher(layout, Optional.of(two)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("teacher.views: found 2, expected 0 or the 3 views");
        assertThatThrownBy(() -> ViewPrediction.simsiam(NOTHING).requireTeacher(layout, Optional.of(two)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("momentum 0.99 to 1.0")
                .hasMessageContaining("{momentum: 0, end: 0}");
        new MomentumContrast(0.1).requireTeacher(layout, Optional.of(two));
    }

    @Test
    void theKeyCandidatesChoosesTheTeacherForEveryRankingObjectiveAndForNtXent() {
        Settings teacher = Settings.of("test", Map.of("candidates", "teacher"));
        assertThat(RankingKeys.create(SmoothAp::from, teacher)).isInstanceOf(TeacherRanking.class)
                .satisfies(made -> assertThat(made.settings()).containsEntry("candidates", "teacher")
                        .containsEntry("form", "linear"));
        assertThat(RankingKeys.create(NtXent::from, teacher)).isInstanceOf(MomentumContrast.class);
        assertThat(RankingKeys.create(SmoothAp::from, Settings.of("test", Map.of()))).isInstanceOf(SmoothAp.class);
        Settings none = Settings.of("test", Map.of("candidates", "teacher"));
        RankingKeys.create(VicReg::from, none);
        assertThatThrownBy(none::rejectUnread).hasMessageContaining("unknown key candidates");
    }
}
