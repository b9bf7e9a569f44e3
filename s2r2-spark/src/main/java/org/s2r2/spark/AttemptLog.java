package org.s2r2.spark;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where the workers of a pretraining begin again; Spark itself says before which of them was lost. */
final class AttemptLog extends SparkListener {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        int attempt = submitted.stageInfo().attemptNumber();
        if (attempt > 0) {
            LOG.warn("a worker was lost; attempt {}: all go on from the newest checkpoint", attempt + 1);
        }
    }
}
