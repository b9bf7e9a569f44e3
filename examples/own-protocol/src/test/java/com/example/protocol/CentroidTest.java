package com.example.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.eval.ProtocolContract;

class CentroidTest extends ProtocolContract {

    @Override
    protected Protocol protocol() {
        return new Centroid();
    }

    /** The means of rows of length 1 point to 45 degrees (class 3) and to 100 degrees (class 8). */
    @Test
    void namesTheClassWhoseMeanIsNearestByAngle() {
        FeatureSet train = rows(new int[] {3, 3, 8, 8}, 0, 90, 80, 120);
        FeatureSet test = rows(new int[] {3, 3, 8, 8, 8}, 10, 72, 73, 170, 71);
        assertThat(new Centroid().evaluate(EvaluationData.of(train, test)))
                .singleElement()
                .satisfies(figure -> assertThat(figure.value().doubleValue()).isCloseTo(4.0 / 5, within(1e-12)));
    }

    /** Rows of two numbers at these angles, each of another length. */
    private static FeatureSet rows(int[] labels, double... degrees) {
        float[] values = new float[2 * degrees.length];
        for (int row = 0; row < degrees.length; row++) {
            values[2 * row] = (float) ((row + 1) * Math.cos(Math.toRadians(degrees[row])));
            values[2 * row + 1] = (float) ((row + 1) * Math.sin(Math.toRadians(degrees[row])));
        }
        return new FeatureSet(HostArray.matrix(values, degrees.length, 2), labels);
    }
}
