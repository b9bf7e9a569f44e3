package com.example.protocol;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Figure;
import org.s2r2.eval.protocol.Protocol;

/**
 * Nearest class mean (Mensink et al., "Distance-Based Image Classification: Generalizing to New Classes at Near-Zero
 * Cost", TPAMI 2013), here by cosine: with the mean m_c of the training rows x / |x| of class c,
 *
 * <pre>class(x) = argmax over c of x . m_c / (|x| |m_c|)</pre>
 *
 * <p>Of classes that are equally near, the one with the smallest number is taken.
 */
public record Centroid() implements Protocol {

    static final String NAME = "centroid";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Figure> evaluate(EvaluationData data) {
        FeatureSet train = data.train();
        FeatureSet test = data.test();
        // Of the mean only the direction counts, and the sum has the same.
        Map<Integer, double[]> means = new TreeMap<>();
        for (int row = 0; row < train.rows(); row++) {
            means.merge(train.labels()[row], unit(train, row), Centroid::add);
        }
        means.replaceAll((label, sum) -> unit(sum));
        int right = 0;
        for (int row = 0; row < test.rows(); row++) {
            right += nearest(unit(test, row), means) == test.labels()[row] ? 1 : 0;
        }
        return List.of(Figure.of("centroid top-1", (double) right / test.rows(), "top1"));
    }

    private static int nearest(double[] unit, Map<Integer, double[]> means) {
        return Collections.max(means.entrySet(), Comparator.comparingDouble(mean -> dot(unit, mean.getValue())))
                .getKey();
    }

    private static double[] unit(FeatureSet set, int row) {
        double[] values = new double[set.dim()];
        Arrays.setAll(values, d -> set.features().values()[row * set.dim() + d]);
        return unit(values);
    }

    /** Divides by the Euclidean norm; a vector of zeros stays one. */
    private static double[] unit(double[] vector) {
        double norm = Math.max(Math.sqrt(dot(vector, vector)), 1e-12);
        Arrays.setAll(vector, d -> vector[d] / norm);
        return vector;
    }

    private static double[] add(double[] sum, double[] unit) {
        Arrays.setAll(sum, d -> sum[d] + unit[d]);
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double dot = 0;
        for (int d = 0; d < a.length; d++) {
            dot += a[d] * b[d];
        }
        return dot;
    }
}
