package org.s2r2.backend;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.ArrayVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.parallel.ParallelTasks;

/**
 * An update of weights that lie in memory that Java can reach. Parts are so short that their vectors stay in the
 * processor's cache while the rule passes over them again and again: weights, gradients and state come from the main
 * memory once an update, and the gradients are set to 0 on the way.
 */
public abstract class HostMemoryUpdate extends WeightUpdate {

    /** Weights of a part: the vectors of one fill a fraction of a core's second cache. */
    private static final int LONGEST = 8192;

    /** Parts that a thread takes at once. */
    private static final int PARTS = 16;

    private final int threads;
    private final float[] zeros = new float[LONGEST];

    /** @param threads how many threads share the work, at least 1; no result depends on it */
    protected HostMemoryUpdate(ParameterLayout layout, Optimizer optimizer, int threads) {
        super(layout, optimizer, LONGEST, true);
        this.threads = threads;
    }

    /** All weights. */
    protected abstract FloatBuffer weights();

    /** The accumulated gradient of a parameter; null for zeros. */
    protected abstract @Nullable FloatBuffer gradient(Slot slot);

    /** A whole vector of the rule's state. */
    protected abstract FloatBuffer state(String name);

    /** The memory of one update. */
    private final class Memory {

        private final FloatBuffer weights = weights();
        private final @Nullable FloatBuffer[] gradients = layout().slots().stream().map(slot -> gradient(slot)).toArray(FloatBuffer[]::new);
        private final int[] offsets = layout().slots().stream().mapToInt(Slot::offset).toArray();
        private final Map<String, FloatBuffer> states = new HashMap<>();

        private Memory() {
            optimizer().state().forEach(name -> states.put(name, HostMemoryUpdate.this.state(name)));
        }

        private FloatBuffer state(String name) {
            return Objects.requireNonNull(states.get(name));
        }

        private void readGradient(int slot, int from, float[] to, int size) {
            if (gradients[slot] == null) {
                System.arraycopy(zeros, 0, to, 0, size);
            } else {
                gradients[slot].get(from - offsets[slot], to, 0, size);
            }
        }
    }

    /** What one thread computes with. */
    private final class Worker {

        private final Memory memory;
        private final float[] weights = new float[LONGEST];
        private final float[] gradient = new float[LONGEST];
        private final float[] scratch = new float[LONGEST];
        private final Map<String, float[]> states = new HashMap<>();

        private Worker(Memory memory) {
            this.memory = memory;
            optimizer().state().forEach(name -> states.put(name, new float[LONGEST]));
        }

        private void update(Range range, Update update) {
            int size = range.size();
            memory.weights.get(range.from(), weights, 0, size);
            memory.readGradient(range.slot(), range.from(), gradient, size);
            states.forEach((name, values) -> memory.state(name).get(range.from(), values, 0, size));
            optimizer().update(new RangePart(optimizer(), range, update, new ArrayVector(weights, size),
                    new ArrayVector(gradient, size), name -> new ArrayVector(Objects.requireNonNull(states.get(name)), size),
                    () -> new ArrayVector(scratch, size)));
            memory.weights.put(range.from(), weights, 0, size);
            states.forEach((name, values) -> memory.state(name).put(range.from(), values, 0, size));
            FloatBuffer used = memory.gradients[range.slot()];
            if (used != null) {
                used.put(range.from() - memory.offsets[range.slot()], zeros, 0, size);
            }
        }
    }

    @Override
    final void run(List<Range> ranges, Update update) {
        Memory memory = new Memory();
        ParallelTasks.run((ranges.size() + PARTS - 1) / PARTS, threads, () -> {
            Worker worker = new Worker(memory);
            return task -> {
                for (int i = task * PARTS; i < Math.min(ranges.size(), (task + 1) * PARTS); i++) {
                    worker.update(ranges.get(i), update);
                }
            };
        });
    }

    @Override
    protected final double[] norms(List<Slot> slots) {
        Memory memory = new Memory();
        double[] norms = new double[2 * slots.size()];
        ParallelTasks.run(slots.size(), threads, () -> {
            float[] values = new float[LONGEST];
            IntConsumer task = i -> {
                double weights = 0;
                double gradients = 0;
                Slot slot = slots.get(i);
                for (int from = slot.offset(); from < slot.end(); from += LONGEST) {
                    int size = Math.min(LONGEST, slot.end() - from);
                    memory.weights.get(from, values, 0, size);
                    weights += squares(values, size);
                    memory.readGradient(i, from, values, size);
                    gradients += squares(values, size);
                }
                norms[i] = Math.sqrt(weights);
                norms[slots.size() + i] = Math.sqrt(gradients);
            };
            return task;
        });
        return norms;
    }

    /** In four sums, which a processor adds to side by side. */
    private static double squares(float[] values, int size) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < size - 3; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < size; i++) {
            a += (double) values[i] * values[i];
        }
        return a + b + c + d;
    }

    @Override
    protected final float[] read(String state) {
        float[] values = new float[layout().size()];
        state(state).get(0, values);
        return values;
    }

    @Override
    protected final void write(String state, float[] values) {
        state(state).put(0, values);
    }
}
