package org.s2r2.experiment.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.s2r2.settings.InvalidInputException;

/**
 * Opens clusters of one kind. A module that has them names an implementation in {@code
 * META-INF/services/org.s2r2.experiment.cluster.ClusterProvider}.
 */
public interface ClusterProvider {

    /**
     * Connects to a cluster; the caller closes it.
     *
     * @throws InvalidInputException if the master's name is none, or nothing answers there
     */
    Cluster open(Connection connection);

    /**
     * Where a cluster is and how to reach it.
     *
     * @param master names it, as the provider has it
     * @param bind the address of this machine that workers reach it at, and that it listens on
     * @param properties of the engine
     */
    record Connection(String master, Optional<String> bind, Map<String, String> properties) {
        public Connection {
            properties = Map.copyOf(properties);
        }
    }

    /**
     * The provider on the class path.
     *
     * @param option that asks for it, in the message
     * @throws InvalidInputException if there is none
     */
    static ClusterProvider installed(String option) {
        return ServiceLoader.load(ClusterProvider.class)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(option + ": found no module for clusters on the class path, expected"
                        + " s2r2-spark: start ./s2r2 from the source, which fetches Spark for " + option
                        + ", or hand the jar of s2r2-spark to spark-submit (docs/scale.md)"));
    }
}
