package org.s2r2.backend;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;

/**
 * Runs an {@link Optimizer} on the vector of a model's trainable weights, part by part, and names its state for
 * checkpoints. The rule is the same on all engines; how it comes by its vectors is what the two kinds of updates differ
 * in: {@link HostMemoryUpdate} for weights in memory that Java can reach, {@link EngineUpdate} for others.
 */
public abstract class WeightUpdate implements AutoCloseable {

    private static final String COUNTER = "step";

    private final ParameterLayout layout;
    private final Optimizer optimizer;
    private final int longest;
    private final boolean withinParameters;
    private final Map<Set<String>, List<Range>> ranges = new HashMap<>();
    private int updates;

    /**
     * @param longest the most weights of a part
     * @param withinParameters whether a part has to lie within one parameter for the engine's sake
     */
    WeightUpdate(ParameterLayout layout, Optimizer optimizer, int longest, boolean withinParameters) {
        this.layout = layout;
        this.optimizer = optimizer;
        this.longest = longest;
        this.withinParameters = withinParameters || optimizer.needsNorms() || optimizer.needsParameters();
    }

    /** What all parts of one update share. */
    record Update(StepRates rates, int updates, double @Nullable [] norms, List<Slot> slots, double wholeGradientNorm) {}

    /** Updates the weights in some ranges. */
    abstract void run(List<Range> ranges, Update update);

    /**
     * The Euclidean norms of all parameters' weights, in the order of {@link ParameterLayout#slots}, and behind them
     * those of their gradients.
     */
    protected abstract double[] norms(List<Slot> slots);

    /** A copy of a whole vector of the rule's state. */
    protected abstract float[] read(String state);

    /** Overwrites a whole vector of the rule's state. */
    protected abstract void write(String state, float[] values);

    /** Releases the vectors that the engine keeps for the rule. */
    @Override
    public abstract void close();

    /**
     * One update from the gradients accumulated at the weights. What they are afterwards is for the engine to settle.
     *
     * @param frozen parameters that keep their weights and their state
     */
    public void apply(StepRates rates, Set<String> frozen) {
        frozen.forEach(layout::slot);
        updates++;
        List<Slot> slots = layout.slots();
        double[] norms = optimizer.needsNorms() ? norms(slots) : null;
        List<Range> parts = ranges.computeIfAbsent(
                Set.copyOf(frozen), names -> layout.ranges(names, longest, withinParameters));
        double whole = norms == null ? Double.NaN : wholeGradientNorm(slots, norms, frozen);
        run(parts, new Update(rates, updates, norms, slots, whole));
    }

    private static double wholeGradientNorm(List<Slot> slots, double[] norms, Set<String> frozen) {
        double squares = 0;
        for (int i = 0; i < slots.size(); i++) {
            if (!frozen.contains(slots.get(i).parameter().name())) {
                squares += norms[slots.size() + i] * norms[slots.size() + i];
            }
        }
        return Math.sqrt(squares);
    }

    /** How the weights lie. */
    protected final ParameterLayout layout() {
        return layout;
    }

    /** The rule. */
    protected final Optimizer optimizer() {
        return optimizer;
    }

    /** A copy of the state, as {@link EncoderModel#optimizerState} names it. */
    public final Map<String, HostArray> export() {
        Map<String, HostArray> found = new LinkedHashMap<>();
        optimizer.state().forEach(name -> found.putAll(layout.split(read(name), "." + name)));
        if (optimizer.countsUpdates()) {
            found.put(COUNTER, new HostArray(new int[0], new float[] {updates}));
        }
        return found;
    }

    /**
     * Replaces the state with one that {@link #export} of the same rule gave.
     *
     * @throws IllegalArgumentException if a part is missing or has another shape; nothing is changed then
     */
    public final void restore(Map<String, HostArray> found) {
        HostArray count = found.get(COUNTER);
        if (optimizer.countsUpdates() && (count == null || count.shape().length != 0)) {
            throw new IllegalArgumentException(COUNTER + " is expected to be a scalar, found " + count);
        }
        Map<String, float[]> vectors = new LinkedHashMap<>();
        optimizer.state().forEach(name -> vectors.put(name, layout.join(found, "." + name)));
        vectors.forEach(this::write);
        updates = count == null || !optimizer.countsUpdates() ? 0 : (int) count.values()[0];
    }
}
