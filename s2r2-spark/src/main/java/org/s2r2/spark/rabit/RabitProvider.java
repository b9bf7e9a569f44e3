package org.s2r2.spark.rabit;

import org.s2r2.collective.Collective;
import org.s2r2.experiment.cluster.CollectiveProvider;
import org.s2r2.spark.rabit.RabitTracker.Address;

/** Joins processes by Rabit. */
public final class RabitProvider implements CollectiveProvider {

    /** After so long without an answer a worker counts as lost. */
    private static final int TIMEOUT_SECONDS = 300;

    @Override
    public Meeting open(String host, int workers) {
        RabitTracker tracker = RabitTracker.open(host, workers, TIMEOUT_SECONDS);
        return new Meeting() {
            @Override
            public String address() {
                return tracker.address().host() + ":" + tracker.address().port();
            }

            @Override
            public void close() {
                tracker.close();
            }
        };
    }

    @Override
    public Collective join(String address, int rank, int workers) {
        int colon = address.lastIndexOf(':');
        return RabitCollective.join(
                new Address(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))), rank, workers,
                TIMEOUT_SECONDS);
    }
}
