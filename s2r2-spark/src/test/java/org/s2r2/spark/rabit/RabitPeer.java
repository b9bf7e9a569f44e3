package org.s2r2.spark.rabit;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.s2r2.spark.rabit.RabitTracker.Address;
import org.s2r2.testkit.collective.CollectiveWork;

/**
 * A worker in a process of its own, which does one work after the other. A line on its standard input says the tracker's host
 * and port, the rank, how many workers, and the work; what came of it goes to the standard output: how many values, and them.
 */
final class RabitPeer {

    private RabitPeer() {}

    /** Ends where the input does. */
    public static void main(String[] args) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        DataOutputStream results = new DataOutputStream(System.out);
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] parts = line.split(" ", 5);
            float[] values;
            try (RabitCollective workers = RabitCollective.join(new Address(parts[0], Integer.parseInt(parts[1])),
                    Integer.parseInt(parts[2]), Integer.parseInt(parts[3]), 20)) {
                values = CollectiveWork.parse(parts[4]).run(workers);
            }
            results.writeInt(values.length);
            for (float value : values) {
                results.writeInt(Float.floatToRawIntBits(value));
            }
            results.flush();
        }
        // Native threads may be at work yet.
        Runtime.getRuntime().halt(0);
    }
}
