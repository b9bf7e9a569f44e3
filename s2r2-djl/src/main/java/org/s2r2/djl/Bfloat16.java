package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.Objects;
import org.s2r2.backend.Pass;

/**
 * Where a model computes in bfloat16: the products of convolutions and linear layers, and on a GPU attention, in every pass
 * but evaluation. What these layers take is rounded to bfloat16, the weights on the way, and so is what they give; gradients
 * go back through the same roundings, and reach the weights in single precision. Sums of residuals are in single precision
 * where one of the two is, and norms work by sums in single precision. DJL has no cast of its own, and ends the process where
 * it is asked for one.
 */
final class Bfloat16 {

    /** PyTorch's numbers of its types. */
    private static final int BFLOAT16 = 15;

    private static final int FLOAT32 = 6;

    private final ScriptedFunction narrow;
    private final ScriptedFunction wide;
    private final boolean on;
    private final boolean gpu;

    private Bfloat16(ScriptedFunction narrow, ScriptedFunction wide, boolean gpu) {
        this.narrow = narrow;
        this.wide = wide;
        this.on = narrow != null;
        this.gpu = gpu;
    }

    /** Everything in single precision. */
    static Bfloat16 off() {
        return new Bfloat16(null, null, false);
    }

    /** @param manager owns the code of the casts */
    static Bfloat16 on(NDManager manager) {
        return new Bfloat16(
                cast(manager, BFLOAT16),
                cast(manager, FLOAT32),
                manager.getDevice().isGpu());
    }

    private static ScriptedFunction cast(NDManager manager, int type) {
        return new ScriptedFunction(manager, "return torch.to(x, " + type + ")");
    }

    /** A layer's product with its weight, and with its bias if it has one, which is null else. */
    @FunctionalInterface
    interface Product {
        PtNDArray of(PtNDArray x, PtNDArray weight, PtNDArray bias);
    }

    /** A layer that is a product. */
    CompiledLayer product(PtNDArray weight, PtNDArray bias, Product product) {
        if (!on) {
            return (x, pass) -> product.of(x, weight, bias);
        }
        return (x, pass) -> {
            if (pass == Pass.EVALUATION) {
                return product.of(x, weight, bias);
            }
            try (PtNDArray narrowX = narrow.apply(x);
                    PtNDArray narrowWeight = narrow.apply(weight);
                    PtNDArray narrowBias = bias == null ? null : narrow.apply(bias)) {
                return product.of(narrowX, narrowWeight, narrowBias);
            }
        };
    }

    /** A layer norm with weights in single precision, which on a GPU takes nothing else, and on a CPU bfloat16 too. */
    CompiledLayer layerNorm(CompiledLayer layer) {
        return gpu ? wide(layer) : layer;
    }

    /**
     * Attention: in bfloat16 on a GPU. On a CPU it is in single precision, because libtorch's backward pass of fused attention
     * takes several times as long in bfloat16 there, and the forward pass as long.
     */
    CompiledLayer attention(CompiledLayer layer) {
        return gpu ? taking(narrow, layer) : wide(layer);
    }

    /** A layer that takes single precision. */
    CompiledLayer wide(CompiledLayer layer) {
        return on ? taking(wide, layer) : layer;
    }

    private static CompiledLayer taking(ScriptedFunction cast, CompiledLayer layer) {
        return (x, pass) -> pass == Pass.EVALUATION ? layer.apply(x, pass) : applied(cast, layer, x, pass);
    }

    /** A layer that gives single precision. */
    CompiledLayer wideOutput(CompiledLayer layer) {
        return !on ? layer : (x, pass) -> {
            PtNDArray output = layer.apply(x, pass);
            if (pass == Pass.EVALUATION) {
                return output;
            }
            PtNDArray cast = wide.apply(output);
            if (output != x) {
                output.close();
            }
            return cast;
        };
    }

    private static PtNDArray applied(ScriptedFunction cast, CompiledLayer layer, PtNDArray x, Pass pass) {
        PtNDArray input = cast.apply(x);
        PtNDArray output = Objects.requireNonNull(layer.apply(input, pass));
        if (output != input) {
            input.close();
        }
        return output;
    }
}
