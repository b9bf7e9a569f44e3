package org.s2r2.experiment.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The numbers of an evaluation that tables and plots show, and what they call them. */
final class Headlines {

    private static final Map<String, String> HEADINGS = Map.of(
            "knn.top1", "kNN",
            "linear.top1", "linear probe",
            "retrieval.map", "retrieval mAP",
            "multiLabel.map", "multi-label mAP",
            "folds.linear.mean", "linear probe by folds",
            "folds.knn.mean", "kNN by folds");

    private Headlines() {}

    /** The first number of everything that was measured; the others are in the JSON and in the CSV. */
    static Set<String> of(List<RowSummary> summaries) {
        Set<String> measured = new LinkedHashSet<>();
        Set<String> headlines = new LinkedHashSet<>();
        for (RowSummary summary : summaries) {
            for (String key : summary.metrics().keySet()) {
                if (measured.add(key.substring(0, key.lastIndexOf('.')))) {
                    headlines.add(key);
                }
            }
        }
        return headlines;
    }

    /** {@code kNN} for {@code knn.top1}, and {@code 1% of labels} for {@code semi.1%.top1}; the key of other protocols. */
    static String heading(String key) {
        if (key.startsWith("semi.") && key.endsWith(".top1")) {
            return key.substring("semi.".length(), key.length() - ".top1".length()) + " of labels";
        }
        return HEADINGS.getOrDefault(key, key);
    }
}
