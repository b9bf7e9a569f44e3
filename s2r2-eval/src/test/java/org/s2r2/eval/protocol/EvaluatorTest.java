package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.s2r2.eval.protocol.BruteForce.set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;

class EvaluatorTest {

    private static final FeatureSet PAIR = set(new int[] {0, 1}, 1, 0, 0, 1);

    private static EvaluationResult judged(String protocol, FeatureSet test) {
        return Evaluator.evaluate(choose("features", false, false, protocol), EvaluationData.of(PAIR, test));
    }

    private static List<Protocol> choose(String name, boolean multiLabel, boolean folds, String... asked) {
        return Evaluator.choose(EvaluationSettings.defaults().protocols(), Set.of(asked), name, multiLabel, folds);
    }

    private static List<String> chosen(boolean multiLabel, boolean folds, String... asked) {
        return choose("X", multiLabel, folds, asked).stream().map(Protocol::name).toList();
    }

    @Test
    void theResultsJsonHoldsTheProtocolsAskedForAndNothingElse() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode all = mapper.valueToTree(
                judged("all", PAIR));
        assertThat(all).isEqualTo(mapper.readTree("""
                {"knn": {"top1": 1.0}, "linear": {"top1": 1.0},
                 "retrieval": {"map": 1.0, "recallAt1": 1.0, "recallAt5": 1.0, "recallAt10": 1.0},
                 "semi": {"1%": {"top1": 1.0}, "10%": {"top1": 1.0}}}"""));
        JsonNode knn = mapper.valueToTree(
                judged("knn", PAIR));
        assertThat(knn).isEqualTo(mapper.readTree("{\"knn\": {\"top1\": 1.0}}"));
    }

    @Test
    void setsOfDifferentWidthAreRefused() {
        FeatureSet wide = new FeatureSet("test.npy", HostArray.matrix(new float[3], 1, 3), new int[] {0});
        assertThatThrownBy(() -> judged("knn", wide))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("test.npy: rows of 3 values, expected 2 as in features");
    }

    @Test
    void featuresThatCannotBeJudgedAreRefusedByName() {
        assertRefused("X: 1 labels, expected one for each of the 2 rows", new int[] {0}, 2, 1, 1f, 2f);
        assertRefused("X: row 1 has label -3; labels must be 0 or more", new int[] {0, -3}, 2, 1, 1f, 2f);
        assertRefused("X: row 1 holds NaN; embeddings must be finite", new int[] {0, 0}, 2, 1, 1f, Float.NaN);
        assertRefused("X: row 0 holds an infinite value; embeddings must be finite",
                new int[] {0}, 1, 2, 1f, Float.NEGATIVE_INFINITY);
        assertRefused("X: features of shape [0, 2], expected [rows, columns] with at least 1 of each",
                new int[0], 0, 2);
    }

    @Test
    void settingsAreReadWithTheirDefaultsAndRanges() {
        EvaluationSettings read = EvaluationSettings.from(
                Settings.of("e.yaml", Map.of(
                        "knn", Map.of("k", 5), "linear", Map.of("seed", 3), "labelFractions", List.of(0.5, 0.02, 1))),
                9, 2);
        assertThat(read.knn()).isEqualTo(new Knn(5, 0.07));
        assertThat(read.linear().seed()).isEqualTo(3);
        assertThat(read.linear().strengths()).isEqualTo(EvaluationSettings.Linear.DEFAULT.strengths());
        assertThat(read.labels()).isEqualTo(new EvaluationSettings.Labels(List.of(0.5, 0.02, 1.0), 9));
        Settings wrong = Settings.of("e.yaml", Map.of("knn", Map.of("k", 0)));
        assertThatThrownBy(() -> EvaluationSettings.from(wrong, 9, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("e.yaml: knn.k: found 0");
        Settings twice = Settings.of("e.yaml", Map.of("labelFractions", List.of(0.1, 0.1)));
        assertThatThrownBy(() -> EvaluationSettings.from(twice, 9, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("e.yaml: labelFractions: found [0.1, 0.1], expected each fraction once");
    }

    @Test
    void anUnknownProtocolIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> chosen(false, false, "svm"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("protocol: found 'svm', expected one of knn, linear, retrieval, semi, folds, all");
    }

    @Test
    void allStandsForTheProtocolsThatApplyAndOneThatDoesNotIsRefused() {
        assertThat(chosen(false, true, "all")).containsExactly("knn", "linear", "retrieval", "semi", "folds");
        assertThat(chosen(false, false, "all")).containsExactly("knn", "linear", "retrieval", "semi");
        assertThat(chosen(true, false, "all")).containsExactly("linear");
        assertThat(chosen(true, false, "linear")).containsExactly("linear");
        assertThat(chosen(false, true, "folds")).containsExactly("folds");
        assertThatThrownBy(() -> chosen(true, false, "linear", "semi"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("protocol: found 'semi', expected linear or all, as X has any number of labels an image");
        assertThatThrownBy(() -> chosen(false, false, "folds"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "protocol: found 'folds', expected another, as X has no predefined folds as those of STL-10");
    }

    /** The share of test rows that have their own row's label in the training rows. */
    private record Own(String name) implements Protocol {
        @Override
        public List<Figure> evaluate(EvaluationData data) {
            return List.of(Figure.of("own", 0.5, "part", "share"), Figure.hidden(data.test().rows(), "rows"));
        }
    }

    @Test
    void aProtocolOfOthersHasItsFiguresUnderItsName() throws JsonProcessingException {
        EvaluationResult result =
                Evaluator.evaluate(List.of(new Own("own"), Knn.k(1)), EvaluationData.of(PAIR, PAIR));
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.<JsonNode>valueToTree(result)).isEqualTo(
                mapper.readTree("{\"own\": {\"part\": {\"share\": 0.5}, \"rows\": 2}, \"knn\": {\"top1\": 1.0}}"));
        assertThat(result.value("own", "part", "share")).isEqualTo(0.5);
        assertThat(result.find("linear", "top1")).isEmpty();
        assertThat(result.figures()).extracting(Figure::heading).containsExactly("own", "kNN top-1");
        EvaluationResult two = Evaluator.evaluate(List.of(new Own("a"), new Own("b")), EvaluationData.of(PAIR, PAIR));
        assertThat(two.figures()).extracting(Figure::heading).containsExactly("own", "b: own");
        assertThatThrownBy(() -> Evaluator.evaluate(List.of(new Own("a"), new Own("a")), EvaluationData.of(PAIR, PAIR)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two protocols are named a");
    }

    private static void assertRefused(String message, int[] labels, int rows, int columns, float... values) {
        assertThatThrownBy(() -> new FeatureSet("X", HostArray.matrix(values, rows, columns), labels))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
