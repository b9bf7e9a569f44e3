package org.s2r2.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.s2r2.objective.TeacherRows;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** The mean of a loss over pairs of views, differentiated pair by pair, in the memory of one. */
final class ViewPairs {

    private final List<int[]> pairs;

    private ViewPairs(List<int[]> pairs) {
        this.pairs = pairs;
    }

    /** A loss of the rows of two views, [images, dim] each. */
    @FunctionalInterface
    interface PairLoss {

        /** The loss, a scalar. */
        Tensor of(Tensor one, Tensor other);
    }

    /** Every two views once. */
    static ViewPairs unordered(int views) {
        List<int[]> pairs = new ArrayList<>();
        for (int one = 0; one < views; one++) {
            for (int other = one + 1; other < views; other++) {
                pairs.add(new int[] {one, other});
            }
        }
        return new ViewPairs(pairs);
    }

    /** Every view with every other among the first views. */
    static ViewPairs ordered(int views, int others) {
        List<int[]> pairs = new ArrayList<>();
        for (int one = 0; one < views; one++) {
            for (int other = 0; other < others; other++) {
                if (one != other) {
                    pairs.add(new int[] {one, other});
                }
            }
        }
        return new ViewPairs(pairs);
    }

    /** The mean of a loss between views of the same embeddings. */
    ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout, PairLoss loss) {
        return engine.differentiateSum(terms(layout, loss), List.of(embeddings));
    }

    /** The same in one piece. */
    Tensor mean(Tensor embeddings, ViewLayout layout, PairLoss loss) {
        return terms(layout, loss).stream()
                .map(term -> term.apply(List.of(embeddings)))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    private List<Function<List<Tensor>, Tensor>> terms(ViewLayout layout, PairLoss loss) {
        return terms(pair -> inputs -> loss.of(
                layout.rowsOfView(inputs.get(0), pair[0]), layout.rowsOfView(inputs.get(0), pair[1])));
    }

    /** The mean of a loss between a view of the embeddings and another view of a teacher's. */
    ValueAndGradients evaluate(
            TensorEngine engine, Tensor embeddings, ViewLayout layout, TeacherRows teacher, PairLoss loss) {
        return engine.differentiateSum(terms(pair -> inputs -> loss.of(
                        layout.rowsOfView(inputs.get(0), pair[0]),
                        teacher.layout().rowsOfView(teacher.embeddings(), pair[1]))),
                List.of(embeddings));
    }

    private List<Function<List<Tensor>, Tensor>> terms(Function<int[], Function<List<Tensor>, Tensor>> loss) {
        return pairs.stream()
                .map(pair -> loss.apply(pair).andThen(value -> value.mul(1.0 / pairs.size())))
                .toList();
    }
}
