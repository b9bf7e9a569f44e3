package org.s2r2.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bar with loss, batch AP, views a second and the time left; where standard error is no terminal, a log line an epoch
 * instead.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingProgress.class);

    /** The share of the newest step in the running means. */
    private static final double NEWEST = 0.05;

    private final boolean terminal = System.console() != null;
    private ProgressBar bar;
    private int viewsPerStep;
    private int epochs;
    private double loss = Double.NaN;
    private double batchAp = Double.NaN;
    private double secondsPerStep;

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            start(started);
        } else if (event instanceof TrainingEvent.StepDone step) {
            step(step);
        } else if (event instanceof TrainingEvent.EpochDone epoch && !terminal) {
            LOG.info(String.format(Locale.ROOT, "epoch %d/%d: loss %.4f, batch AP %.4f, %.0f views/s, about %s left",
                    epoch.epoch(), epochs, epoch.loss(), epoch.batchAp(), viewsPerStep / secondsPerStep,
                    duration((epochs - epoch.epoch()) * epoch.seconds())));
        }
    }

    private void start(TrainingEvent.Started started) {
        viewsPerStep = started.viewsPerStep();
        epochs = started.epochs();
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName("pretrain")
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .setInitialMax((long) started.epochs() * started.stepsPerEpoch())
                    .startsFrom(started.step(), java.time.Duration.ZERO)
                    .build();
        }
    }

    private void step(TrainingEvent.StepDone step) {
        double newest = Double.isNaN(loss) ? 1 : NEWEST;
        loss = Double.isNaN(loss) ? step.loss() : loss + newest * (step.loss() - loss);
        step.figure(BatchFigures.BATCH_AP).ifPresent(ap -> batchAp = Double.isNaN(batchAp) ? ap : batchAp + NEWEST * (ap - batchAp));
        secondsPerStep += newest * (step.seconds() - secondsPerStep);
        if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f AP %.4f %.0f views/s", loss, batchAp,
                    viewsPerStep / secondsPerStep));
            bar.stepTo(step.step());
        }
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 90 ? whole + " s" : (whole + 30) / 60 + " min";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
