package org.s2r2.tensor;

import java.util.Arrays;
import org.s2r2.tensor.Tape.Node;

/** The operations of {@link Tensor} on the Java heap: each computes its result and says how the gradient goes back. */
final class HostTensor extends RecordedArray {

    HostTensor(DataType type, double[] values, int[] shape, Tape tape, Node node) {
        super(type, values, shape, tape, node);
    }

    @Override
    public Tensor add(Tensor other) {
        return combine(Arithmetic.ADD, other, (that, broadcast, result) -> gradient -> {
            passOn(gradient, broadcast.reduceToLeft(gradient, size()));
            that.passOn(gradient, broadcast.reduceToRight(gradient, that.size()));
        });
    }

    @Override
    public Tensor sub(Tensor other) {
        return combine(Arithmetic.SUB, other, (that, broadcast, result) -> gradient -> {
            passOn(gradient, broadcast.reduceToLeft(gradient, size()));
            if (that.isRecorded()) {
                that.give(Elements.scale(broadcast.reduceToRight(gradient, that.size()), -1));
            }
        });
    }

    @Override
    public Tensor mul(Tensor other) {
        return combine(Arithmetic.MUL, other, (that, broadcast, result) -> {
            double[] a = values();
            double[] b = that.values();
            return gradient -> {
                if (isRecorded()) {
                    Broadcast withRight = new Broadcast(broadcast.shape(), that.shape());
                    give(broadcast.reduceToLeft(Arithmetic.MUL.apply(withRight, gradient, b), size()));
                }
                if (that.isRecorded()) {
                    Broadcast withLeft = new Broadcast(broadcast.shape(), shape());
                    that.give(broadcast.reduceToRight(Arithmetic.MUL.apply(withLeft, gradient, a), that.size()));
                }
            };
        });
    }

    /** d(a/b)/da = 1/b and d(a/b)/db = -(a/b)/b. */
    @Override
    public Tensor div(Tensor other) {
        return combine(Arithmetic.DIV, other, (that, broadcast, result) -> {
            double[] b = that.values();
            return gradient -> {
                Broadcast withRight = new Broadcast(broadcast.shape(), that.shape());
                double[] quotient = Arithmetic.DIV.apply(withRight, gradient, b);
                if (that.isRecorded()) {
                    double[] right = Elements.map(quotient, result, (q, y) -> -q * y);
                    that.give(broadcast.reduceToRight(right, that.size()));
                }
                if (isRecorded()) {
                    give(broadcast.reduceToLeft(quotient, size()));
                }
            };
        });
    }

    @Override
    public Tensor add(double value) {
        double[] x = values();
        double[] result = new double[x.length];
        Arithmetic.ADD.left(x, 0, rounded(value), result, 0, x.length);
        return computed(result, shape(), this::share);
    }

    @Override
    public Tensor mul(double value) {
        double factor = rounded(value);
        return computed(Elements.scale(values(), factor), shape(), gradient -> give(Elements.scale(gradient, factor)));
    }

    @Override
    public Tensor matmul(Tensor other) {
        HostTensor that = sibling(other);
        int[] left = Shapes.requireMatrix("matmul", shape());
        int[] right = Shapes.requireMatrix("matmul", that.shape());
        int n = left[0];
        int k = left[1];
        int m = right[1];
        if (right[0] != k) {
            throw new IllegalArgumentException("matmul of " + Arrays.toString(left) + " by " + Arrays.toString(right)
                    + ": the inner lengths differ");
        }
        double[] a = values();
        double[] b = that.values();
        return computed(that, Matrices.multiply(a, b, n, k, m), new int[] {n, m}, gradient -> {
            if (isRecorded()) {
                give(Matrices.multiply(gradient, Matrices.transpose(b, k, m), n, m, k));
            }
            if (that.isRecorded()) {
                that.give(Matrices.multiply(Matrices.transpose(a, n, k), gradient, k, n, m));
            }
        });
    }

    @Override
    public Tensor transpose() {
        int[] shape = Shapes.requireMatrix("transpose", shape());
        int n = shape[0];
        int m = shape[1];
        return moved(Matrices.transpose(values(), n, m), new int[] {m, n},
                gradient -> share(Matrices.transpose(gradient, m, n)));
    }

    @Override
    public Tensor reshape(int... newShape) {
        return moved(values(), Shapes.requireSize(newShape, size()), this::share);
    }

    @Override
    public Tensor exp() {
        double[] result = Elements.map(values(), Math::exp);
        return computed(result, shape(), gradient -> give(Elements.map(gradient, result, (g, y) -> g * y)));
    }

    @Override
    public Tensor log() {
        double[] x = values();
        return computed(Elements.map(x, Math::log), shape(),
                gradient -> give(Elements.map(gradient, x, (g, v) -> g / v)));
    }

    @Override
    public Tensor sqrt() {
        double[] result = Elements.map(values(), Math::sqrt);
        return computed(result, shape(), gradient -> give(Elements.map(gradient, result, (g, y) -> g / (2 * y))));
    }

    @Override
    public Tensor sigmoid() {
        double[] result = Elements.sigmoid(values());
        return computed(result, shape(), gradient -> give(Elements.sigmoidGradient(gradient, result)));
    }

    @Override
    public Tensor relu() {
        double[] x = values();
        return computed(Elements.map(x, v -> Math.max(v, 0)), shape(),
                gradient -> give(Elements.map(gradient, x, (g, v) -> v > 0 ? g : 0)));
    }

    @Override
    public Tensor sum() {
        double[] x = values();
        return computed(new double[] {Reductions.sum(x, 0, x.length)}, new int[0], gradient -> {
            double[] repeated = new double[x.length];
            Arrays.fill(repeated, gradient[0]);
            share(repeated);
        });
    }

    @Override
    public Tensor sum(int axis) {
        int along = Shapes.axis(axis, shape());
        Reductions reductions = Reductions.along(along, shape());
        return computed(reductions.sum(values()), Shapes.without(along, shape()),
                gradient -> share(reductions.repeat(gradient)));
    }

    @Override
    public Tensor max(int axis) {
        int along = Shapes.axis(axis, shape());
        int[] places = Reductions.along(along, shape()).argMax(values());
        return picked(places, Shapes.without(along, shape()));
    }

    @Override
    public Tensor logSumExp(int axis) {
        int along = Shapes.axis(axis, shape());
        Reductions reductions = Reductions.along(along, shape());
        double[] x = values();
        double[] result = reductions.logSumExp(x);
        return computed(result, Shapes.without(along, shape()),
                gradient -> give(reductions.softmax(x, result, gradient)));
    }

    @Override
    public Tensor gather(int[] columns, int perRow) {
        int[] shape = Shapes.requireMatrix("gather", shape());
        if (perRow < 0 || (long) shape[0] * perRow != columns.length) {
            throw new IllegalArgumentException("gather of " + perRow + " columns a row from " + Arrays.toString(shape)
                    + " takes " + (long) shape[0] * perRow + " indices, found " + columns.length);
        }
        int[] places = new int[columns.length];
        for (int i = 0; i < places.length; i++) {
            if (columns[i] < 0 || columns[i] >= shape[1]) {
                throw new IllegalArgumentException("no column " + columns[i] + " in shape " + Arrays.toString(shape));
            }
            places[i] = i / perRow * shape[1] + columns[i];
        }
        return picked(places, new int[] {shape[0], perRow});
    }

    /** The elements at these places of the row-major array; a place may occur more than once. */
    private Tensor picked(int[] places, int[] pickedShape) {
        double[] x = values();
        double[] result = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            result[i] = x[places[i]];
        }
        return moved(result, pickedShape, gradient -> {
            double[] whole = new double[x.length];
            for (int i = 0; i < places.length; i++) {
                whole[places[i]] += gradient[i];
            }
            give(whole);
        });
    }

    @Override
    public Tensor rows(int from, int to) {
        int[] rest = shape();
        if (rest.length == 0 || from < 0 || from > to || to > rest[0]) {
            throw new IllegalArgumentException("no rows " + from + " to " + to + " in shape " + Arrays.toString(rest));
        }
        rest[0] = to - from;
        int entry = Shapes.size(rest, 1, rest.length);
        double[] x = values();
        return moved(Arrays.copyOfRange(x, from * entry, to * entry), rest, gradient -> {
            double[] whole = new double[x.length];
            System.arraycopy(gradient, 0, whole, from * entry, gradient.length);
            share(whole);
        });
    }

    @Override
    public Tensor concat(Tensor other) {
        HostTensor that = sibling(other);
        int[] together = shape();
        int[] added = that.shape();
        boolean fits = together.length > 0 && together.length == added.length
                && Arrays.equals(together, 1, together.length, added, 1, added.length);
        if (!fits) {
            throw new IllegalArgumentException("concat of " + Arrays.toString(together) + " and "
                    + Arrays.toString(added) + ": all axes but the first have to be equal");
        }
        together[0] += added[0];
        double[] x = values();
        double[] y = that.values();
        double[] result = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, result, x.length, y.length);
        return moved(that, result, together, gradient -> {
            if (isRecorded()) {
                share(Arrays.copyOfRange(gradient, 0, x.length));
            }
            if (that.isRecorded()) {
                that.share(Arrays.copyOfRange(gradient, x.length, gradient.length));
            }
        });
    }
}
