package org.s2r2.experiment.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.provenance.Change;

/**
 * What became of a run that was made again. As JSON it has the same keys, without those whose value is null.
 *
 * @param verdict the whole of it in a word
 * @param steps how many steps were compared
 * @param firstDifference the first value of the metrics that differs; null where there is none
 * @param largestLossDifference of all losses a and b, the largest |a - b| / max(|a|, |b|)
 * @param weights the checkpoints; null where there are none of the same step
 * @param evaluation what the protocols found; null where the run was not evaluated, or was not repeated to its end
 * @param changed what was otherwise when the run was made
 * @param run the folder of the new run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReproductionResult(
        Verdict verdict,
        long steps,
        MetricsComparison.@Nullable Difference firstDifference,
        double largestLossDifference,
        @Nullable WeightsComparison weights,
        @Nullable EvaluationComparison evaluation,
        List<Change> changed,
        String run) {

    /** How alike two runs are. */
    public enum Verdict {
        /** Every number that was compared is the same. */
        IDENTICAL,
        /** Not identical, and all losses within the tolerance. */
        CLOSE,
        /** Neither of the two. */
        DIFFERENT;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param tolerance the largest relative difference of losses that are close; with 0 none are */
    static ReproductionResult of(MetricsComparison metrics, @Nullable WeightsComparison weights,
            @Nullable EvaluationComparison evaluation, double tolerance, List<Change> changed, String run) {
        boolean identical = metrics.first() == null
                && (weights == null || weights.identical())
                && (evaluation == null || evaluation.identical());
        boolean close = tolerance > 0 && metrics.aligned() && metrics.largestLossDifference() <= tolerance;
        Verdict verdict = identical ? Verdict.IDENTICAL : close ? Verdict.CLOSE : Verdict.DIFFERENT;
        return new ReproductionResult(verdict, metrics.steps(), metrics.first(), metrics.largestLossDifference(),
                weights, evaluation, changed, run);
    }

    /** The same as lines of text, each with a name before a column of 14. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(verdict.toString(), steps + " steps compared, in " + run));
        if (firstDifference != null) {
            MetricsComparison.Difference first = firstDifference;
            lines.add(line("first", "line " + first.line() + ", " + first.event() + " " + first.step() + ": "
                    + (first.key() == null
                            ? "there is no such line now"
                            : first.key() + " was " + first.then() + " and is " + first.now())));
            lines.add(line("losses",
                    String.format(Locale.ROOT, "differ by %.3g of their value at most", largestLossDifference)));
        }
        lines.add(line("weights", weights == null
                ? "no checkpoints of the same step"
                : String.join(", ", weights.checkpoints()) + (weights.different() == null
                        ? ": identical"
                        : String.format(Locale.ROOT, ": %d arrays differ, by %.3g at most; the first is %s",
                                weights.different().size(), weights.largestDifference(), weights.different().get(0)))));
        if (evaluation != null) {
            lines.add(line("evaluation", evaluation.identical()
                    ? "identical"
                    : evaluation.key() + " was " + evaluation.then() + " and is " + evaluation.now()));
        }
        changed.forEach(change -> lines.add(
                line("changed", change.what() + " was " + change.then() + " and is " + change.now())));
        return lines;
    }

    private static String line(String name, String what) {
        return String.format(Locale.ROOT, "%-14s%s", name, what);
    }
}
