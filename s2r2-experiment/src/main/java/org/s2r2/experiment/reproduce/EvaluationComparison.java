package org.s2r2.experiment.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.RunEvaluation;
import org.s2r2.experiment.RunFolder;
import org.s2r2.file.JsonFile;

/**
 * What the same protocols found for the encoders of two runs.
 *
 * @param identical whether every number is the same
 * @param key the first number that is not, such as {@code knn.top1}; null where all are the same
 * @param then what was found for the first run
 * @param now what was found for the second run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EvaluationComparison(
        boolean identical, @Nullable String key, @Nullable JsonNode then, @Nullable JsonNode now) {

    private static final String BASELINES = "baselines";
    private static final String KIND = "the evaluation of a run";

    /**
     * What a run was evaluated by: the names of the protocols' results, whether there are baselines, and whether each test
     * image was left out of its own neighbours.
     */
    record Asked(Set<String> protocols, boolean baselines, boolean leaveOneOut) {

        /** The names of the protocols that have these results. */
        private Set<String> names(List<Protocol> known) {
            Set<String> names = new LinkedHashSet<>();
            for (String result : protocols) {
                names.add(known.stream()
                        .filter(protocol -> protocol.resultName(false).equals(result)
                                || protocol.resultName(true).equals(result))
                        .findFirst()
                        .map(Protocol::name)
                        .orElse(result));
            }
            return names;
        }

        /** @throws org.s2r2.settings.InvalidInputException if the file is no evaluation */
        static Asked of(RunFolder run) {
            Set<String> protocols = new LinkedHashSet<>();
            boolean baselines = false;
            boolean leaveOneOut = false;
            JsonNode results = JsonFile.tree(run.evaluationFile(), KIND);
            for (String key : (Iterable<String>) results::fieldNames) {
                if (key.equals(BASELINES)) {
                    baselines = true;
                } else if (key.equals(RunEvaluation.LEAVE_ONE_OUT)) {
                    leaveOneOut = true;
                } else {
                    protocols.add(key);
                }
            }
            return new Asked(protocols, baselines, leaveOneOut);
        }
    }

    /** Evaluates the second run as the first one was, and compares. */
    static EvaluationComparison of(RunFolder first, RunFolder second, Asked asked, Components components) {
        Set<String> protocols = asked.names(Experiment.read(second.config(List.of()), components).protocols());
        Evaluation.run(new EncoderSource.OfRun(second, Choice.NEWEST), components, List.of(), protocols, asked.baselines,
                asked.leaveOneOut);
        return compare("", JsonFile.tree(first.evaluationFile(), KIND), JsonFile.tree(second.evaluationFile(), KIND));
    }

    /** Depth first, and null as {@code key} of what is whole the same. */
    static EvaluationComparison compare(String key, JsonNode then, JsonNode now) {
        if (then.equals(now)) {
            return new EvaluationComparison(true, null, null, null);
        }
        if (!then.isObject() || !now.isObject()) {
            return new EvaluationComparison(false, key, then, now);
        }
        Set<String> names = new LinkedHashSet<>();
        then.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .map(name -> compare(key.isEmpty() ? name : key + "." + name, then.path(name), now.path(name)))
                .filter(below -> !below.identical)
                .findFirst()
                .orElseThrow();
    }
}
