package org.s2r2.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.s2r2.objective.RankingObjective;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long a ranking objective takes for its loss and gradient: as the objective evaluates itself, and
 * composed of tensor operations. All take turns, round by round, so that what the machine does beside them hits all
 * alike.
 */
public final class LossBench {

    /** The composed form of more views would take most of the time and of the memory. */
    public static final int MOST_COMPOSED = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LossBench.class);
    private static final double SECONDS_OF_A_TURN = 0.2;
    private static final int WARM_UP_TURNS = 3;
    private static final int SEED = 1;

    private final int rounds;
    private final AlternatingRounds turns;

    /** @param rounds turns of each form, 1 or more */
    public LossBench(int rounds) {
        this(rounds, System::nanoTime);
    }

    LossBench(int rounds, LongSupplier nanoTime) {
        if (rounds < 1) {
            throw new IllegalArgumentException("expected 1 round or more, found " + rounds);
        }
        this.rounds = rounds;
        this.turns = new AlternatingRounds(nanoTime, SECONDS_OF_A_TURN);
    }

    /**
     * Measures one batch: unit rows by chance, around one direction an image.
     *
     * @param engine where the embeddings lie and the composed form runs
     * @param objectives by the names of their results; the first one is what the others are compared with
     * @return each objective as it evaluates itself, and behind them the first one composed if there are at most {@link
     *     #MOST_COMPOSED} views
     */
    public List<LossResult> run(
            TensorEngine engine, Map<String, RankingObjective> objectives, ViewLayout layout, int dim) {
        try (Tensor embeddings = engine.tensor(embeddings(layout, dim), layout.rows(), dim)) {
            List<Form> forms = new ArrayList<>();
            objectives.forEach((name, objective) ->
                    forms.add(new Form(name, () -> objective.evaluate(engine, embeddings, layout))));
            if (layout.rows() <= MOST_COMPOSED) {
                RankingObjective first = objectives.values().iterator().next();
                forms.add(new Form("composed", () -> first.evaluateComposed(engine, embeddings, layout)));
            }
            LOG.info("{} views on {}", layout.rows(), engine.name());
            double[][] milliseconds = Arrays.stream(turns.take(WARM_UP_TURNS, rounds, forms))
                    .map(seconds -> Arrays.stream(seconds).map(second -> 1e3 * second).toArray())
                    .toArray(double[][]::new);
            List<LossResult> results = new ArrayList<>();
            for (int i = 0; i < milliseconds.length; i++) {
                results.add(new LossResult(
                        forms.get(i).name,
                        layout.rows(),
                        RoundStatistics.of(milliseconds[i]),
                        RoundStatistics.ofRatios(milliseconds[i], milliseconds[0]),
                        forms.get(i).loss));
            }
            return results;
        }
    }

    /** A way to evaluate the loss, and what it gave last. */
    private static final class Form implements Runnable {

        private final String name;
        private final Supplier<ValueAndGradients> evaluation;
        private double loss;

        Form(String name, Supplier<ValueAndGradients> evaluation) {
            this.name = name;
            this.evaluation = evaluation;
        }

        @Override
        public void run() {
            try (ValueAndGradients found = evaluation.get()) {
                loss = found.value();
            }
        }
    }

    private static float[] embeddings(ViewLayout layout, int dim) {
        Random random = new Random(SEED);
        double[][] centres = new double[layout.images()][dim];
        for (double[] centre : centres) {
            for (int d = 0; d < dim; d++) {
                centre[d] = random.nextGaussian();
            }
        }
        float[] embeddings = new float[layout.rows() * dim];
        double[] view = new double[dim];
        for (int row = 0; row < layout.rows(); row++) {
            double squares = 0;
            for (int d = 0; d < dim; d++) {
                view[d] = centres[layout.image(row)][d] + random.nextGaussian();
                squares += view[d] * view[d];
            }
            for (int d = 0; d < dim; d++) {
                embeddings[row * dim + d] = (float) (view[d] / Math.sqrt(squares));
            }
        }
        return embeddings;
    }
}
