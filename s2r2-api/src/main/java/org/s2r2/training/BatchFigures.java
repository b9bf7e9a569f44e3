package org.s2r2.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.objective.BatchAp;

/**
 * A listener that measures figures of every so many batches, and passes all events on to others with what it measured:
 * steps with their figures, epochs with the mean average precision of the batches measured in them. Figures are of cosines:
 * rows that are not of unit length are divided by theirs first.
 */
public final class BatchFigures implements TrainingListener {

    /** The name of the exact mean average precision of a batch, from 0 to 1: {@link BatchAp}. */
    public static final String BATCH_AP = "batchAp";

    /** The name of {@link CollapseGuard#spread}. */
    public static final String SPREAD = "spread";

    /** A shorter row stays nearly 0, and is not divided by 0. */
    private static final double SHORTEST = 1e-12;

    private final int every;
    private final int threads;
    private final boolean unitRows;
    private final List<TrainingListener> listeners;
    private double batchAp;
    private int measured;

    /**
     * @param every steps between measurements; 0 for none
     * @param threads how many threads compute, at least 1
     * @param unitRows whether embeddings are unit rows already
     * @param from what the run had counted before this process
     * @param listeners get all events, in their order
     */
    public BatchFigures(int every, int threads, boolean unitRows, Tally from, List<TrainingListener> listeners) {
        this.every = every;
        this.threads = threads;
        this.unitRows = unitRows;
        this.batchAp = from.batchAp();
        this.measured = from.measuredBatches();
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.StepDone step) {
            tell(step.with(every > 0 && step.step() % every == 0 ? measure(step) : Map.of()));
        } else if (event instanceof TrainingEvent.EpochDone epoch) {
            tell(epoch.withBatchAp(measured == 0 ? Double.NaN : batchAp / measured));
            batchAp = 0;
            measured = 0;
        } else if (event instanceof TrainingEvent.Stopping stopping) {
            tell(stopping.with(stopping.tally().withBatchAp(batchAp, measured)));
        } else {
            tell(event);
        }
    }

    private Map<String, Double> measure(TrainingEvent.StepDone step) {
        float[] embeddings = step.embeddings().get();
        if (!unitRows) {
            divideByLengths(embeddings, step.layout().rows());
        }
        double ap = BatchAp.of(embeddings, step.layout(), threads);
        batchAp += ap;
        measured++;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(BATCH_AP, ap);
        figures.put(SPREAD, CollapseGuard.spread(embeddings, step.layout().rows()));
        return figures;
    }

    private static void divideByLengths(float[] embeddings, int rows) {
        int dim = embeddings.length / rows;
        for (int from = 0; from < embeddings.length; from += dim) {
            double squares = 0;
            for (int d = from; d < from + dim; d++) {
                squares += (double) embeddings[d] * embeddings[d];
            }
            double length = Math.max(Math.sqrt(squares), SHORTEST);
            for (int d = from; d < from + dim; d++) {
                embeddings[d] = (float) (embeddings[d] / length);
            }
        }
    }

    private void tell(TrainingEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }
}
