package org.s2r2.backend;

import java.util.function.Function;
import java.util.function.Supplier;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.WeightUpdate.Update;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.UpdatePart;

/** The weights of a range in one update. */
record RangePart(
        Optimizer optimizer,
        Range range,
        Update update,
        FloatVector weights,
        FloatVector gradient,
        Function<String, FloatVector> states,
        Supplier<FloatVector> scratches)
        implements UpdatePart {

    @Override
    public FloatVector state(String name) {
        if (!optimizer.state().contains(name)) {
            throw new IllegalArgumentException(
                    "optimizer " + optimizer.name() + " keeps " + optimizer.state() + ", and asked for " + name);
        }
        return states.apply(name);
    }

    @Override
    public FloatVector scratch() {
        return scratches.get();
    }

    @Override
    public boolean regularised() {
        return range.regularised();
    }

    @Override
    public double learningRate() {
        return update.rates().learningRate();
    }

    @Override
    public double weightDecayFactor() {
        return update.rates().weightDecayFactor();
    }

    @Override
    public String parameter() {
        if (!optimizer.needsNorms() && !optimizer.needsParameters()) {
            throw new IllegalStateException("optimizer " + optimizer.name()
                    + " asked for a parameter's name; an optimizer that does so says so by needsParameters()");
        }
        return update.slots().get(range.slot()).parameter().name();
    }

    @Override
    public int updates() {
        return update.updates();
    }

    @Override
    public double weightNorm() {
        return norm(0);
    }

    @Override
    public double gradientNorm() {
        return norm(update.slots().size());
    }

    @Override
    public double wholeGradientNorm() {
        norms();
        return update.wholeGradientNorm();
    }

    private double norm(int offset) {
        return norms()[offset + range.slot()];
    }

    private double[] norms() {
        double[] norms = update.norms();
        if (norms == null) {
            throw new IllegalStateException("optimizer " + optimizer.name()
                    + " asked for a norm; an optimizer that does so says so by needsNorms()");
        }
        return norms;
    }
}
