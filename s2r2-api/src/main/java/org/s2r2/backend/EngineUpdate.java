package org.s2r2.backend;

import java.util.List;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;

/** An update with vectors of the engine's own, wherever its memory is. */
public abstract class EngineUpdate extends WeightUpdate {

    /**
     * @param longest the most weights of a part
     * @param withinParameters whether a part has to lie within one parameter for the engine's sake
     */
    protected EngineUpdate(ParameterLayout layout, Optimizer optimizer, int longest, boolean withinParameters) {
        super(layout, optimizer, longest, withinParameters);
    }

    /** A part of all weights, sharing their memory. */
    protected abstract FloatVector weights(Range range);

    /** A part of the accumulated gradient, which the rule may overwrite. */
    protected abstract FloatVector gradient(Range range);

    /** A part of a vector of the rule's state, sharing its memory. */
    protected abstract FloatVector state(String name, Range range);

    /** A vector of a part's size with any values. */
    protected abstract FloatVector scratch(Range range);

    @Override
    final void run(List<Range> ranges, Update update) {
        for (Range range : ranges) {
            optimizer().update(new RangePart(optimizer(), range, update, weights(range), gradient(range),
                    name -> state(name, range), () -> scratch(range)));
        }
    }
}
