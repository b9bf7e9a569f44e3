package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;

/** Compares what a backend gives with what was expected; a failure names the worst element. */
final class Comparison {

    /** For outputs of magnitude 1 that a few layers computed in single precision. */
    static final double VALUE = 2e-5;

    /** For one number computed twice by the same operations, in buffers that may be aligned in another way. */
    static final double REPEATED = 1e-6;

    private Comparison() {}

    /**
     * For the gradient of one parameter: a part of its largest element, and a part of the largest element of any
     * parameter, which is what cancels out where a gradient is 0 (that of a bias before a batch norm).
     */
    static double gradientTolerance(double[] gradient, Iterable<double[]> all) {
        double largest = 1;
        for (double[] one : all) {
            largest = Math.max(largest, magnitude(one));
        }
        return 1e-5 * largest + 1e-4 * magnitude(gradient);
    }

    private static double magnitude(double[] values) {
        return DoubleStream.of(values).map(Math::abs).max().orElse(0);
    }

    static void requireClose(String what, HostArray found, double[] expected, double tolerance) {
        requireClose(what, found.shape(), wide(found), expected, tolerance);
    }

    static void requireClose(String what, Tensor found, double[] expected, double tolerance) {
        requireClose(what, found.shape(), found.toDoubles(), expected, tolerance);
    }

    /** Requires the same names, shapes and values. */
    static void requireEqual(String what, Map<String, HostArray> found, Map<String, HostArray> expected) {
        requireClose(what, found, expected, 0);
    }

    /**
     * Requires the same names and shapes, and the arrays to be close, name by name.
     *
     * @param tolerance absolute, for arrays without an element above 1; relative to the largest element for others
     */
    static void requireClose(
            String what, Map<String, HostArray> found, Map<String, HostArray> expected, double tolerance) {
        assertThat(found.keySet()).as(what).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, array) -> {
            String subject = what + ": " + name;
            assertThat(found.get(name).shape()).as(subject).containsExactly(array.shape());
            double[] wide = wide(array);
            requireClose(subject, found.get(name), wide, tolerance * Math.max(1, magnitude(wide)));
        });
    }

    /** Requires gradients of exactly the trainable parameters, each close to what is expected. */
    static void requireGradients(
            String what, Map<String, HostArray> found, Map<String, double[]> expected, Iterable<Parameter> parameters) {
        assertThat(found.keySet()).as(what + ": gradients, by parameter").containsExactlyElementsOf(expected.keySet());
        for (Parameter parameter : parameters) {
            if (parameter.trainable()) {
                HostArray gradient = found.get(parameter.name());
                double[] differences = expected.get(parameter.name());
                String subject = what + ": gradient of " + parameter.name();
                assertThat(gradient.shape()).as(subject).containsExactly(parameter.shape());
                requireClose(subject, gradient, differences, gradientTolerance(differences, expected.values()));
            }
        }
    }

    static double[] wide(HostArray array) {
        double[] wide = new double[array.values().length];
        Arrays.setAll(wide, i -> array.values()[i]);
        return wide;
    }

    private static void requireClose(String what, int[] shape, double[] found, double[] expected, double tolerance) {
        assertThat(found.length).as("%s: values in shape %s", what, Arrays.toString(shape)).isEqualTo(expected.length);
        int worst = -1;
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
                different++;
                if (worst < 0 || !(Math.abs(found[i] - expected[i]) <= Math.abs(found[worst] - expected[worst]))) {
                    worst = i;
                }
            }
        }
        if (worst >= 0) {
            fail("%s: %d of %d values differ by more than %.2g; the worst, at %s of %s: found %s, expected %s",
                    what, different, expected.length, tolerance, index(worst, shape), Arrays.toString(shape),
                    found[worst], expected[worst]);
        }
    }

    private static String index(int flat, int[] shape) {
        int[] index = new int[shape.length];
        int rest = flat;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(index);
    }
}
