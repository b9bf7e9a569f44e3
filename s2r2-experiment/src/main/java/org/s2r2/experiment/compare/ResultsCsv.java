package org.s2r2.experiment.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.file.Csv;

/** {@code results.csv} (RFC 4180): a line a run with everything that the protocols found. */
final class ResultsCsv {

    private static final String END = "\r\n";

    private ResultsCsv() {}

    static String of(List<RunResult> results) {
        List<String> keys =
                results.stream().flatMap(result -> result.metrics().keySet().stream()).distinct().toList();
        StringBuilder csv = new StringBuilder();
        line(csv, Stream.of(List.of("dataset", "row", "seed"), keys, List.of("seconds", "views", "failure"))
                .flatMap(List::stream)
                .toList());
        for (RunResult result : results) {
            List<String> cells = new ArrayList<>(
                    List.of(result.dataset(), result.row(), String.valueOf(result.seed())));
            keys.stream()
                    .map(result.metrics()::get)
                    .forEach(value -> cells.add(value == null ? "" : value.toString()));
            cells.add(result.failed() ? "" : String.valueOf(result.seconds()));
            cells.add(String.valueOf(result.run().plan().processed()));
            cells.add(result.failed() ? result.failure() : "");
            line(csv, cells);
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<String> cells) {
        csv.append(cells.stream().map(Csv::cell).collect(Collectors.joining(","))).append(END);
    }
}
