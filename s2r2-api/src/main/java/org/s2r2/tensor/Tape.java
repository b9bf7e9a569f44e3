package org.s2r2.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/**
 * What one {@code differentiate} call records: a node for every tensor that depends on an input, in the order they were
 * made, so that the reverse order visits every node after all of its uses.
 */
@NullUnmarked
final class Tape {

    private final DataType type;
    private final List<Node> nodes = new ArrayList<>();
    private boolean open = true;

    Tape(DataType type) {
        this.type = type;
    }

    /** Carries the gradient at a result on to the operands it was made of. */
    @FunctionalInterface
    interface Backward {
        /** @param gradient the gradient at the result, which is read and not written */
        void accept(double[] gradient);
    }

    /** An input of the function, which keeps its gradient. */
    Node leaf() {
        return record(null);
    }

    Node record(Backward backward) {
        Node node = new Node(type, backward);
        nodes.add(node);
        return node;
    }

    /** Sends a gradient of 1 from a scalar back to the leaves. Each node's gradient is let go once it was used. */
    void backward(Node result) {
        result.share(new double[] {1});
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).propagate();
        }
    }

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
        nodes.clear();
    }

    /** The place where the gradient at one tensor adds up over its uses. */
    static final class Node {

        private final DataType type;
        private Backward backward;
        private double[] gradient;
        private boolean shared;

        private Node(DataType type, Backward backward) {
            this.type = type;
            this.backward = backward;
        }

        /** Adds a freshly made array, which this node may write to from now on. */
        void give(double[] contribution) {
            add(type == DataType.FLOAT32 ? Rounding.toFloat(contribution) : contribution, false);
        }

        /** Adds an array that others may read as well, whose values are of this data type already. */
        void share(double[] contribution) {
            add(contribution, true);
        }

        private void add(double[] contribution, boolean isShared) {
            if (gradient == null) {
                gradient = contribution;
                shared = isShared;
                return;
            }
            double[] sum = shared ? gradient.clone() : gradient;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += contribution[i];
            }
            gradient = type == DataType.FLOAT32 ? Rounding.toFloat(sum) : sum;
            shared = false;
        }

        private void propagate() {
            if (backward != null) {
                if (gradient != null) {
                    backward.accept(gradient);
                }
                gradient = null;
                backward = null;
            }
        }

        /** A copy of the gradient; zeros if nothing reached this node. */
        double[] gradient(int size) {
            return gradient == null ? new double[size] : Arrays.copyOf(gradient, size);
        }
    }
}
