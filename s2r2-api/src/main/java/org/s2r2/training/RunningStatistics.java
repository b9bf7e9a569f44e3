package org.s2r2.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;

/** A copy of what batch norms have tracked, to undo a forward pass whose numbers were not finite. */
record RunningStatistics(EncoderModel model, Map<String, HostArray> values) {

    static RunningStatistics of(EncoderModel model) {
        Map<String, HostArray> values = new LinkedHashMap<>();
        for (Parameter parameter : model.encoder().parameters()) {
            if (!parameter.trainable()) {
                try (Tensor value = model.weight(parameter.name())) {
                    values.put(parameter.name(), new HostArray(parameter.shape(), value.toFloats()));
                }
            }
        }
        return new RunningStatistics(model, values);
    }

    void putBack() {
        values.forEach(model::setWeight);
    }
}
