package org.s2r2.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.CollapseGuard;
import org.s2r2.training.DivergedException;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.view.ViewLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of a representation that has collapsed, or ends its run. */
final class CollapseListener implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(CollapseListener.class);

    private final CollapseGuard guard;
    private final boolean stop;
    private boolean warned;

    /**
     * @param every steps between those whose figures are measured, at least 1
     * @param stop whether to end the run
     * @param before the metrics of the steps done before this process, since {@link CollapseGuard#windowStart}
     */
    CollapseListener(ViewLayout layout, int every, boolean stop, List<JsonNode> before) {
        this.guard = new CollapseGuard(layout, every);
        this.stop = stop;
        before.stream().filter(step -> step.has(BatchFigures.BATCH_AP)).forEach(step -> guard.collapsed(step.path("step").asLong(), step.path("batchAp").asDouble(),
                step.path("spread").asDouble(1)));
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.StepDone done && done.figure(BatchFigures.BATCH_AP).isPresent()) {
            Optional<String> problem = guard.collapsed(done.step(), done.figure(BatchFigures.BATCH_AP).getAsDouble(),
                    done.figure(BatchFigures.SPREAD).orElse(1));
            problem.ifPresent(found -> report("step " + done.step() + ": the representation has collapsed: " + found
                    + "; try a lower learning rate, a longer warm-up, a higher temperature or encoder.head.outputNorm"));
            warned |= problem.isPresent();
        }
    }

    private void report(String message) {
        if (stop) {
            throw new DivergedException(message);
        }
        if (!warned) {
            LOG.warn("{}", message);
        }
    }
}
