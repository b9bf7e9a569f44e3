package org.s2r2.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.s2r2.backend.Pass;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;

/** A block of DJL that computes with the weights of a model: its own stay as they are, so that many models may share it. */
final class BlockLayer implements CompiledLayer {

    private final DjlBlock block;
    private final int features;
    private final NDManager manager;
    private final Map<String, String> namesById;
    private final Map<String, PtNDArray> arrays = new HashMap<>();

    BlockLayer(DjlBlock block, int features, NDManager manager, Function<String, PtNDArray> weights) {
        this.block = block;
        this.features = features;
        this.manager = manager;
        this.namesById = block.namesById();
        for (Parameter parameter : block.parameters()) {
            requireSafe(parameter);
            arrays.put(parameter.name(), weights.apply(parameter.name()));
        }
    }

    /** See {@link LayerCompiler} for what libtorch does to convolutions of one pixel on the CPU. */
    private void requireSafe(Parameter parameter) {
        int[] shape = parameter.shape();
        if (manager.getDevice().equals(Device.cpu()) && shape.length == 4 && shape[2] == 1 && shape[3] == 1) {
            throw new InvalidInputException(block + ": " + parameter.name() + ": found a convolution of one pixel, which"
                    + " libtorch 2.7.1 computes wrongly on the CPU; expected a linear block, or a layer of S2R2");
        }
    }

    @Override
    public PtNDArray apply(PtNDArray x, Pass pass) {
        try (NDManager scratch = manager.newSubManager()) {
            NDList output = block.block().forward(new Weights(scratch, pass), new NDList(x), pass != Pass.EVALUATION);
            Shape expected = new Shape(x.getShape().get(0), features);
            if (output.size() != 1 || !output.get(0).getShape().equals(expected)) {
                throw new InvalidInputException(block + ": gives "
                        + output.stream().map(array -> array.getShape().toString()).toList() + " for images "
                        + x.getShape() + ", expected " + expected);
            }
            PtNDArray features = (PtNDArray) output.get(0);
            features.attach(x.getManager());
            return features;
        }
    }

    /** Gives the block the model's arrays; in a preview, copies of what it tracks. */
    private final class Weights extends ParameterStore {

        private final NDManager scratch;
        private final Pass pass;

        private Weights(NDManager scratch, Pass pass) {
            super(scratch, false);
            this.scratch = scratch;
            this.pass = pass;
        }

        @Override
        public NDArray getValue(ai.djl.nn.Parameter parameter, Device device, boolean training) {
            if (parameter == null) {
                return null;
            }
            PtNDArray array = arrays.get(namesById.get(parameter.getId()));
            if (pass != Pass.PREVIEW || array.hasGradient()) {
                return array;
            }
            PtNDArray copy = JniUtils.clone(array);
            copy.attach(scratch);
            return copy;
        }
    }
}
