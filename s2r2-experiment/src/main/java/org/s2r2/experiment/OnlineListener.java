package org.s2r2.experiment;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.Score;
import org.s2r2.training.Teacher;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has an encoder judged after every few epochs and after the last, and writes what was found to the metrics. */
final class OnlineListener implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(OnlineListener.class);

    private final OnlineEvaluation evaluation;
    private final MetricsWriter metrics;
    private final Optional<Teacher> teacher;
    private double seconds;
    private int epochs;
    private @Nullable Score newest;
    private int scored;

    /**
     * @param teacher what is judged in place of the encoder; empty for the encoder itself
     * @param secondsBefore how long the epochs took that were done before this process
     */
    OnlineListener(OnlineEvaluation evaluation, MetricsWriter metrics, Optional<Teacher> teacher, double secondsBefore) {
        this.teacher = teacher;
        this.evaluation = evaluation;
        this.metrics = metrics;
        this.seconds = secondsBefore;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            epochs = started.epochs();
        } else if (event instanceof TrainingEvent.EpochDone done) {
            // An epoch's time ends before its listeners are told, so that no evaluation is in it.
            seconds += done.seconds();
            if (evaluation.due(done.epoch(), epochs)) {
                double knn = evaluation.knn(teacher.map(Teacher::model).orElse(done.model()));
                metrics.online(done.epoch(), done.step(), knn, seconds);
                newest = new Score(Score.KNN, knn);
                scored = done.epoch();
                LOG.info("after epoch {}: kNN top-1 {} %", done.epoch(), Math.round(1e4 * knn) / 100.0);
            }
        }
    }

    /** What was found after an epoch; null where nothing was evaluated then. */
    @Nullable Score score(TrainingEvent.EpochDone done) {
        return done.epoch() == scored ? newest : null;
    }
}
