package org.s2r2.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;

/** A copy of what batch norms have tracked, in the order of the encoder's parameters. */
record RunningStatistics(EncoderModel model, Map<String, HostArray> values) {

    static RunningStatistics of(EncoderModel model) {
        Map<String, HostArray> values = new LinkedHashMap<>();
        for (Parameter parameter : model.encoder().parameters()) {
            if (parameter.tracked()) {
                try (Tensor value = model.weight(parameter.name())) {
                    values.put(parameter.name(), new HostArray(parameter.shape(), value.toFloats()));
                }
            }
        }
        return new RunningStatistics(model, values);
    }

    /** How many numbers there are. */
    int size() {
        return values.values().stream().mapToInt(array -> array.values().length).sum();
    }

    /** Undoes the forward passes since. */
    void putBack() {
        values.forEach(model::setWeight);
    }
}
