package org.s2r2.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.objective.BatchAp;

/**
 * A listener that measures figures of every so many batches, and passes all events on to others with what it measured:
 * steps with their figures, epochs with the mean average precision of the batches measured in them.
 */
public final class BatchFigures implements TrainingListener {

    /** The name of the exact mean average precision of a batch, from 0 to 1: {@link BatchAp}. */
    public static final String BATCH_AP = "batchAp";

    /** The name of {@link CollapseGuard#spread}. */
    public static final String SPREAD = "spread";

    private final int every;
    private final int threads;
    private final List<TrainingListener> listeners;
    private double batchAp;
    private int measured;

    /**
     * @param every steps between measurements; 0 for none
     * @param threads how many threads compute, at least 1
     * @param from what the run had counted before this process
     * @param listeners get all events, in their order
     */
    public BatchFigures(int every, int threads, Tally from, List<TrainingListener> listeners) {
        this.every = every;
        this.threads = threads;
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
        double ap = BatchAp.of(embeddings, step.layout(), threads);
        batchAp += ap;
        measured++;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(BATCH_AP, ap);
        figures.put(SPREAD, CollapseGuard.spread(embeddings, step.layout().rows()));
        return figures;
    }

    private void tell(TrainingEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }
}
