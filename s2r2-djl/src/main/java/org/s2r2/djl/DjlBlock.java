package org.s2r2.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A block of DJL as a part of an encoder, which the backend {@code djl} trains and no other can run.
 *
 * <pre>{@code
 * Block block = new SequentialBlock().add(...);
 * block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 96, 96));
 * Backbone backbone = DjlBlock.backbone("mine", block, 512);
 * }</pre>
 *
 * <p>The block's values when it is wrapped are the first weights of every model that is compiled from it. Models keep
 * weights of their own, and the block's stay as they are. Weight decay applies to parameters of the type {@code WEIGHT}.
 */
public final class DjlBlock implements ForeignModule {

    private final Block block;
    private final Map<String, ai.djl.nn.Parameter> byName = new LinkedHashMap<>();
    private final Map<String, HostArray> weights = new LinkedHashMap<>();
    private final List<Parameter> parameters;

    /**
     * Wraps a block.
     *
     * @param block initialised, in single precision, on DJL's PyTorch engine
     * @throws InvalidInputException if it is not
     */
    public DjlBlock(Block block) {
        this.block = block;
        for (Pair<String, ai.djl.nn.Parameter> entry : block.getParameters()) {
            byName.put(entry.getKey(), entry.getValue());
        }
        this.parameters = byName.entrySet().stream()
                .map(entry -> parameter(entry.getKey(), entry.getValue()))
                .toList();
        byName.forEach((name, parameter) -> weights.put(name, values(parameter.getArray())));
    }

    /**
     * A backbone that is one block.
     *
     * @param name a short name for reports
     * @param block from images [N, 3, H, W] to features [N, {@code features}], as the constructor wants it
     */
    public static Backbone backbone(String name, Block block, int features) {
        return new Backbone(name, new Layer.Foreign(new DjlBlock(block), features), features);
    }

    private Parameter parameter(String name, ai.djl.nn.Parameter parameter) {
        if (!parameter.isInitialized() || parameter.getArray().getDataType() != DataType.FLOAT32) {
            throw new InvalidInputException(kind() + ": " + name + ": found "
                    + (parameter.isInitialized() ? parameter.getArray().getDataType() : "no values")
                    + ", expected a block that was initialised with DataType.FLOAT32");
        }
        int[] shape = Arrays.stream(parameter.getArray().getShape().getShape()).mapToInt(Math::toIntExact).toArray();
        return new Parameter(name, role(parameter), shape);
    }

    private static Role role(ai.djl.nn.Parameter parameter) {
        return switch (parameter.getType()) {
            case RUNNING_MEAN -> Role.RUNNING_MEAN;
            case RUNNING_VAR -> Role.RUNNING_VARIANCE;
            case WEIGHT -> parameter.requiresGradient() ? Role.WEIGHT : Role.BUFFER;
            case GAMMA -> parameter.requiresGradient() ? Role.NORM_SCALE : Role.BUFFER;
            case BETA -> parameter.requiresGradient() ? Role.NORM_SHIFT : Role.BUFFER;
            default -> parameter.requiresGradient() ? Role.BIAS : Role.BUFFER;
        };
    }

    private static HostArray values(NDArray array) {
        int[] shape = Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
        return new HostArray(shape, array.toFloatArray());
    }

    /** The block itself. */
    public Block block() {
        return block;
    }

    /** From the identity of a parameter of the block to its name. */
    Map<String, String> namesById() {
        Map<String, String> names = new LinkedHashMap<>();
        byName.forEach((name, parameter) -> names.put(parameter.getId(), name));
        return names;
    }

    @Override
    public String kind() {
        return "a block of DJL (" + block.getClass().getSimpleName() + ")";
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public Map<String, HostArray> weights() {
        return new LinkedHashMap<>(weights);
    }

    @Override
    public String toString() {
        return kind();
    }
}
