package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.s2r2.eval.protocol.BruteForce.set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;

class EvaluatorTest {

    private static final FeatureSet PAIR = set(new int[] {0, 1}, 1, 0, 0, 1);

    @Test
    void theResultsJsonHoldsTheProtocolsAskedForAndNothingElse() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode all = mapper.valueToTree(
                Evaluator.evaluate(Protocol.parse("all"), PAIR, PAIR, EvaluationSettings.defaults()));
        assertThat(all).isEqualTo(mapper.readTree("""
                {"knn": {"top1": 1.0}, "linear": {"top1": 1.0},
                 "retrieval": {"map": 1.0, "recallAt1": 1.0, "recallAt5": 1.0, "recallAt10": 1.0}}"""));
        JsonNode knn = mapper.valueToTree(
                Evaluator.evaluate(Protocol.parse("knn"), PAIR, PAIR, EvaluationSettings.defaults()));
        assertThat(knn).isEqualTo(mapper.readTree("{\"knn\": {\"top1\": 1.0}}"));
    }

    @Test
    void setsOfDifferentWidthAreRefused() {
        FeatureSet wide = new FeatureSet("test.npy", HostArray.matrix(new float[3], 1, 3), new int[] {0});
        assertThatThrownBy(() ->
                        Evaluator.evaluate(Protocol.parse("knn"), PAIR, wide, EvaluationSettings.defaults()))
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
                Settings.of("e.yaml", Map.of("knn", Map.of("k", 5), "linear", Map.of("seed", 3))), 2);
        assertThat(read.knn()).isEqualTo(new EvaluationSettings.Knn(5, 0.07));
        assertThat(read.linear().seed()).isEqualTo(3);
        assertThat(read.linear().strengths()).isEqualTo(EvaluationSettings.Linear.DEFAULT.strengths());
        Settings wrong = Settings.of("e.yaml", Map.of("knn", Map.of("k", 0)));
        assertThatThrownBy(() -> EvaluationSettings.from(wrong, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("e.yaml: knn.k: found 0");
    }

    @Test
    void anUnknownProtocolIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Protocol.parse("svm"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("protocol: found 'svm', expected one of knn, linear, retrieval, all");
    }

    private static void assertRefused(String message, int[] labels, int rows, int columns, float... values) {
        assertThatThrownBy(() -> new FeatureSet("X", HostArray.matrix(values, rows, columns), labels))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
