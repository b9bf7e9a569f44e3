package org.s2r2.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.collective.Collective;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.cluster.CollectiveProvider;

/**
 * A worker in a process of its own, whose steps are measured. The first line of its standard input says what to train and with
 * whom, as {@link Order}; each further line is a number of steps to make. Each is answered by a line of {@link Made}.
 */
final class BenchedWorker {

    /** What lines begin with that are answers; engines may print others. */
    static final String ANSWER = "s2r2-bench ";

    static final JsonMapper JSON = JsonMapper.builder().build();

    private BenchedWorker() {}

    /**
     * What to train.
     *
     * @param text the experiment in YAML
     * @param meeting the address of the place where workers meet; empty for one process alone
     */
    record Order(String source, String text, List<String> overrides, String meeting, int rank, int workers) {

        Experiment experiment() {
            return Experiment.read(ExperimentFile.parse(source, text, overrides), Components.discover());
        }

        Collective join() {
            return workers == 1
                    ? Collective.ALONE
                    : CollectiveProvider.installed("--workers").join(meeting, rank, workers);
        }

        static Order parse(String line) throws IOException {
            JsonNode node = JSON.readTree(line);
            List<String> overrides = new ArrayList<>();
            node.get("overrides").forEach(override -> overrides.add(override.textValue()));
            return new Order(node.get("source").textValue(), node.get("text").textValue(), overrides,
                    node.get("meeting").textValue(), node.get("rank").intValue(), node.get("workers").intValue());
        }
    }

    /**
     * Steps that were made.
     *
     * @param seconds all together
     * @param collectiveSeconds of these in sums and gathering
     */
    record Made(int steps, double seconds, double collectiveSeconds, double loss) {

        static Made parse(String line) throws IOException {
            JsonNode node = JSON.readTree(line.substring(ANSWER.length()));
            return new Made(node.get("steps").intValue(), node.get("seconds").doubleValue(),
                    node.get("collectiveSeconds").doubleValue(), node.get("loss").doubleValue());
        }
    }

    /** Ends where the input does. */
    public static void main(String[] args) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Order order = Order.parse(orders.readLine());
        try (TimedCollective workers = new TimedCollective(order.join(), System::nanoTime);
                BenchmarkEntry entry = BenchmarkEntry.open(order.experiment(), workers, System::nanoTime)) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                int steps = Integer.parseInt(line);
                double seconds = entry.make(steps);
                answers.println(ANSWER
                        + JSON.writeValueAsString(new Made(steps, seconds, workers.takeSeconds(), entry.loss())));
            }
        }
    }
}
