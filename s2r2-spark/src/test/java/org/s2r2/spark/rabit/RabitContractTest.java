package org.s2r2.spark.rabit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.s2r2.testkit.collective.CollectiveContract;
import org.s2r2.testkit.collective.CollectiveWork;

/** One, two and three processes that are joined by Rabit keep the contract. */
@Tag("slow")
@Timeout(120)
class RabitContractTest extends CollectiveContract {

    /** Processes that do one work after the other; number k is worker k. */
    private static final List<Peer> PEERS = new ArrayList<>();

    private record Peer(Process process, DataInputStream results) {

        static Peer start() throws IOException {
            Process process = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                    System.getProperty("java.class.path"), RabitPeer.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Peer(process, new DataInputStream(new BufferedInputStream(process.getInputStream())));
        }

        void order(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        float[] result() throws IOException {
            float[] values = new float[results.readInt()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(results.readInt());
            }
            return values;
        }
    }

    @AfterAll
    static void end() {
        PEERS.forEach(peer -> peer.process.destroyForcibly());
        PEERS.clear();
    }

    @Override
    protected List<float[]> run(int workers, CollectiveWork work) throws Exception {
        while (PEERS.size() < workers) {
            PEERS.add(Peer.start());
        }
        List<float[]> found = new ArrayList<>();
        try (RabitTracker tracker = RabitTracker.open("127.0.0.1", workers, 20)) {
            for (int rank = 0; rank < workers; rank++) {
                PEERS.get(rank).order(tracker.address().host() + " " + tracker.address().port() + " " + rank + " " + workers
                        + " " + work);
            }
            for (Peer peer : PEERS.subList(0, workers)) {
                found.add(peer.result());
            }
        }
        return found;
    }

    @Override
    protected Duration longestWait() {
        return Duration.ofSeconds(5);
    }
}
