package org.s2r2.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.eval.protocol.Retrieval;
import org.s2r2.tensor.HostArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures kNN on features, alone and with retrieval, against the same by its definition. The forms take turns, and all
 * of them have as many threads.
 */
public final class KnnBench {

    /** The plain form of more products would take most of the time. */
    public static final long MOST_PLAIN = 1L << 31;

    private static final Logger LOG = LoggerFactory.getLogger(KnnBench.class);
    private static final double SECONDS_OF_A_TURN = 0.2;
    private static final int CLASSES = 10;
    private static final double NOISE = 4;

    private final int rounds;
    private final EvaluationSettings settings;
    private final AlternatingRounds turns;

    /** @param rounds turns of each form, 1 or more, behind one to warm up */
    public KnnBench(int rounds, EvaluationSettings settings) {
        this(rounds, settings, System::nanoTime);
    }

    KnnBench(int rounds, EvaluationSettings settings, LongSupplier nanoTime) {
        if (rounds < 1) {
            throw new IllegalArgumentException("expected 1 round or more, found " + rounds);
        }
        this.rounds = rounds;
        this.settings = settings;
        this.turns = new AlternatingRounds(nanoTime, SECONDS_OF_A_TURN);
    }

    /**
     * Measures one size, on rows by chance around a direction a class.
     *
     * @return the blocked form, it with retrieval, and the plain one if it makes at most {@link #MOST_PLAIN} products
     */
    public List<KnnResult> run(KnnSize size) {
        FeatureSet train = rows("train", size.train(), size.dim(), 1);
        FeatureSet test = rows("test", size.queries(), size.dim(), 2);
        List<Form> forms = new ArrayList<>();
        forms.add(blocked("blocked", List.of(settings.knn()), train, test));
        forms.add(blocked("blocked+retrieval", List.of(settings.knn(), new Retrieval()), train, test));
        if (size.products() <= MOST_PLAIN) {
            PlainKnn plain = new PlainKnn(train, test, settings.knn());
            forms.add(new Form("plain", () -> plain.top1(settings.threads())));
        }
        LOG.info("{} queries x training rows x dimensions, {} threads", size, settings.threads());
        long[] heap = forms.stream().mapToLong(HeapPeak::during).toArray();
        double[][] seconds = turns.take(1, rounds, forms);
        List<KnnResult> results = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            RoundStatistics spread = RoundStatistics.of(seconds[i]);
            results.add(new KnnResult(
                    forms.get(i).name,
                    size,
                    spread,
                    RoundStatistics.ofRatios(seconds[i], seconds[0]),
                    2e-9 * size.products() / spread.median(),
                    heap[i],
                    forms.get(i).top1));
        }
        return results;
    }

    private Form blocked(String name, List<Protocol> protocols, FeatureSet train, FeatureSet test) {
        return new Form(name, () -> Evaluator.evaluate(
                protocols, EvaluationData.of(train, List.of(), test, settings.threads())).value(Knn.NAME, "top1"));
    }

    /** A way to compute the accuracy, and what it gave last. */
    private static final class Form implements Runnable {

        private final String name;
        private final DoubleSupplier evaluation;
        private double top1;

        Form(String name, DoubleSupplier evaluation) {
            this.name = name;
            this.evaluation = evaluation;
        }

        @Override
        public void run() {
            top1 = evaluation.getAsDouble();
        }
    }

    private static FeatureSet rows(String name, int rows, int dim, long seed) {
        Random centres = new Random(0);
        double[] centre = centres.doubles((long) CLASSES * dim, -Math.sqrt(3), Math.sqrt(3)).toArray();
        Random random = new Random(seed);
        float[] values = new float[Math.multiplyExact(rows, dim)];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % CLASSES;
            for (int k = 0; k < dim; k++) {
                values[row * dim + k] = (float) (centre[labels[row] * dim + k] + NOISE * random.nextGaussian());
            }
        }
        return new FeatureSet(name, HostArray.matrix(values, rows, dim), labels);
    }
}
