package org.s2r2.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;

/** Finds what is infinite or not a number. */
final class Finiteness {

    private Finiteness() {}

    /** What is wrong with a loss and its gradients: at the embeddings, then at each of the objective's own weights. */
    static Optional<String> problem(double loss, List<Tensor> gradients, List<Parameter> own) {
        if (!Double.isFinite(loss)) {
            return Optional.of("the loss is " + loss);
        }
        for (int i = 0; i < gradients.size(); i++) {
            if (!HostArray.isFinite(gradients.get(i).toFloats())) {
                String where = i == 0 ? "the embeddings" : own.get(i - 1).name();
                return Optional.of("the gradient at " + where + " is not finite");
            }
        }
        return Optional.empty();
    }

    /** The name of the first array that is not finite. */
    static Optional<String> firstNotFinite(Map<String, HostArray> arrays) {
        return arrays.entrySet().stream()
                .filter(entry -> !entry.getValue().isFinite())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
