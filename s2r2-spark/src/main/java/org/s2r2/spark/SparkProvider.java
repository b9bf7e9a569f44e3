package org.s2r2.spark;

import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.ClusterProvider;

/** Clusters of Spark, whose masters are Spark's URLs. */
public final class SparkProvider implements ClusterProvider {

    @Override
    public Cluster open(Connection connection) {
        Masters.require(connection.master());
        return new SparkCluster(connection, WorkerTraining.pretraining());
    }
}
