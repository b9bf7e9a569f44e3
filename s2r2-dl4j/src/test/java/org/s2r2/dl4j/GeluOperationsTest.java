package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.backend.Pass;

/** The two ways to compute GELU, against the definition in double precision. */
class GeluOperationsTest {

    private static final int SIZE = 70_001;

    @BeforeAll
    static void open() {
        new Dl4jBackendFactory().open(new Options(Device.CPU, 2)).close();
    }

    /** From -10 to 10. */
    private static double input(int i) {
        return (float) (20.0 * i / (SIZE - 1) - 10);
    }

    @Test
    void inTheHostsMemoryItIsTheDefinition() {
        INDArray x = inputs();
        INDArray y = Pool.allocate(SIZE);
        new HostGelu(x, y, x).run();
        requireGelu(y, x);
    }

    @Test
    void byNativeOperationsItIsTheDefinition() {
        INDArray x = inputs();
        INDArray y = Pool.allocate(SIZE);
        try (Pool pool = new Pool();
                Constants constants = new Constants();
                Program program = new Program(null, pool, constants, Pass.TRAINING)) {
            GeluOperations.addNative(program, false, x, y, x);
            program.forward().run();
        }
        requireGelu(y, x);
    }

    @Test
    void valuesThatAreNoNumbersStayWhatTheyAre() {
        INDArray x = Pool.allocate(3);
        Transfer.write(x, new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f});
        new HostGelu(x, x, null).run();
        assertThat(Transfer.floats(x)[0]).isNaN();
        assertThat(Transfer.floats(x)[1]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Transfer.floats(x)[2]).isCloseTo(1e30f, within(1e24f));
    }

    private static INDArray inputs() {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) input(i);
        }
        INDArray x = Pool.allocate(SIZE);
        Transfer.write(x, values);
        return x;
    }

    private static void requireGelu(INDArray y, INDArray derivative) {
        float[] found = Transfer.floats(y);
        float[] slopes = Transfer.floats(derivative);
        for (int i = 0; i < SIZE; i++) {
            double x = input(i);
            double p = cumulative(x);
            assertThat((double) found[i]).as("gelu(%s)", x).isCloseTo(x * p, within(1e-6 * Math.max(1, Math.abs(x))));
            assertThat((double) slopes[i]).as("gelu'(%s)", x)
                    .isCloseTo(p + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), within(2e-6));
        }
    }

    /** The normal distribution's, by its power series. */
    private static double cumulative(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
