package org.s2r2.testkit.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.EngineUpdate;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;

/** An optimiser in plain Java and double precision, the oracle of the engines' updates. */
public final class HostUpdate extends EngineUpdate {

    private final Map<String, double[]> vectors = new LinkedHashMap<>();
    private final double[] weights;
    private double[] gradient;
    private Range scratchRange;
    private double[] scratch;

    /** @param weights the first values, in the order of the layout; they are copied */
    public HostUpdate(ParameterLayout layout, Optimizer optimizer, float[] weights) {
        this(layout, optimizer, weights, Integer.MAX_VALUE, false);
    }

    /**
     * The same in parts of a given kind.
     *
     * @param longest the most weights of a part
     * @param withinParameters whether a part has to lie within one parameter
     */
    public HostUpdate(
            ParameterLayout layout, Optimizer optimizer, float[] weights, int longest, boolean withinParameters) {
        super(layout, optimizer, longest, withinParameters);
        this.weights = wide(weights);
        optimizer.state().forEach(name -> vectors.put(name, new double[weights.length]));
    }

    /**
     * One update.
     *
     * @param gradients in the order of the layout; they are copied
     * @param frozen parameters that keep their weights and their state
     */
    public void update(float[] gradients, double learningRate, Set<String> frozen) {
        update(gradients, StepRates.of(learningRate), frozen);
    }

    /** The same with another weight decay. */
    public void update(float[] gradients, StepRates rates, Set<String> frozen) {
        gradient = wide(gradients);
        scratchRange = null;
        apply(rates, frozen);
    }

    /** A copy of the weights in single precision. */
    public float[] weights() {
        return narrow(weights);
    }

    /** A copy of a vector of the rule's state in single precision. */
    public float[] state(String name) {
        return read(name);
    }

    @Override
    protected FloatVector weights(Range range) {
        return new HostVector(weights, range.from(), range.to());
    }

    @Override
    protected FloatVector gradient(Range range) {
        return new HostVector(gradient, range.from(), range.to());
    }

    @Override
    protected FloatVector state(String name, Range range) {
        return new HostVector(vectors.get(name), range.from(), range.to());
    }

    /** One for a part, as on the engines, and at first full of what no rule may use. */
    @Override
    protected FloatVector scratch(Range range) {
        if (!range.equals(scratchRange)) {
            scratchRange = range;
            scratch = new double[range.size()];
            Arrays.fill(scratch, Double.NaN);
        }
        return new HostVector(scratch);
    }

    @Override
    protected double[] norms(List<Slot> slots) {
        double[] norms = new double[2 * slots.size()];
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            norms[i] = new HostVector(weights, slot.offset(), slot.end()).norm();
            norms[slots.size() + i] = new HostVector(gradient, slot.offset(), slot.end()).norm();
        }
        return norms;
    }

    @Override
    protected float[] read(String state) {
        return narrow(vectors.get(state));
    }

    @Override
    protected void write(String state, float[] values) {
        System.arraycopy(wide(values), 0, vectors.get(state), 0, values.length);
    }

    @Override
    public void close() {}

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
