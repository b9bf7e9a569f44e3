package org.s2r2.experiment.cluster;

import java.util.ServiceLoader;
import org.s2r2.collective.Collective;
import org.s2r2.collective.CollectiveException;
import org.s2r2.settings.InvalidInputException;

/**
 * Joins processes whose addresses know of each other, without a cluster that starts them. A module that can names an
 * implementation in {@code META-INF/services/org.s2r2.experiment.cluster.CollectiveProvider}.
 */
public interface CollectiveProvider {

    /**
     * Opens a place where so many workers meet once; the caller closes it behind them.
     *
     * @param host an address of this machine, which all of them can reach
     * @throws CollectiveException if it cannot listen there
     */
    Meeting open(String host, int workers);

    /**
     * Joins the others, and waits until all are there; the caller closes it. It belongs to the thread that joined.
     *
     * @param address of the meeting
     * @param rank of this worker, from 0
     * @throws CollectiveException if the others do not come
     */
    Collective join(String address, int rank, int workers);

    /** A place where workers meet. */
    interface Meeting extends AutoCloseable {

        /** Where it is, as {@link #join} takes it. */
        String address();

        @Override
        void close();
    }

    /**
     * The provider on the class path.
     *
     * @param option that asks for it, in the message
     * @throws InvalidInputException if there is none
     */
    static CollectiveProvider installed(String option) {
        return ServiceLoader.load(CollectiveProvider.class)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(option + ": found no module that joins processes on the class path,"
                        + " expected s2r2-spark: start ./s2r2 from the source, which fetches it for " + option));
    }
}
