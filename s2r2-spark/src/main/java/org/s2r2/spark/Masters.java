package org.s2r2.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.s2r2.settings.InvalidInputException;

/** The names of masters. */
final class Masters {

    private static final int CONNECT_MILLISECONDS = 5000;
    private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):(\\d{1,5})");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[(\\d{1,4}),(\\d{1,4}),(\\d{1,7})]");
    private static final Pattern OTHERS = Pattern.compile("yarn|k8s://.+|local(\\[(\\*|\\d{1,4})])?");

    private Masters() {}

    /**
     * What {@code local-cluster[WORKERS,CORES,MIB]} says.
     *
     * @param cores of a worker
     * @param mebibytes of memory of a worker's heap
     */
    record LocalCluster(int workers, int cores, int mebibytes) {

        static Optional<LocalCluster> of(String master) {
            Matcher parts = LOCAL_CLUSTER.matcher(master.replace(" ", ""));
            return parts.matches()
                    ? Optional.of(new LocalCluster(
                            Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))))
                    : Optional.empty();
        }
    }

    /** @throws InvalidInputException if it is no master's name, or nothing answers there */
    static void require(String master) {
        Optional<LocalCluster> local = LocalCluster.of(master);
        if (local.isPresent() && local.get().workers > 0 && local.get().cores > 0) {
            if (local.get().mebibytes < 512) {
                throw new InvalidInputException("--on: found '" + master + "', expected at least 512 MiB for each worker");
            }
            return;
        }
        Matcher standalone = STANDALONE.matcher(master);
        if (standalone.matches()) {
            requireOneAnswers(master, standalone.group(1).split(","));
            return;
        }
        if (!OTHERS.matcher(master).matches()) {
            throw new InvalidInputException("--on: found '" + master + "', expected spark://HOST:PORT, yarn, k8s://HOST:PORT or"
                    + " local-cluster[WORKERS,CORES,MIB]");
        }
    }

    /** Spark itself would try for a minute, and then end without saying so. */
    private static void requireOneAnswers(String master, String... addresses) {
        IOException last = null;
        for (String address : addresses) {
            Matcher parts = HOST_AND_PORT.matcher(address);
            if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
                throw new InvalidInputException("--on: found '" + master + "', expected spark://HOST:PORT");
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))), CONNECT_MILLISECONDS);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new InvalidInputException("--on: found '" + master + "', expected a master of Spark that answers there ("
                + (last == null ? "no address" : last) + ")", last);
    }
}
