package org.s2r2.encoder;

/** Whose first values the weights of a convolution or a linear layer have; {@link Initializer} draws them. */
public enum Initialisation {
    /** As torchvision's ResNets: what {@link Initializer} says for each role. */
    TORCHVISION,
    /**
     * As timm's vision transformers. Convolutions, weight and bias: uniform within 1 / sqrt(inputs of an output),
     * PyTorch's default. Linear layers: normal with deviation 0.02, bias 0. (timm cuts this normal at -2 and 2, which is
     * a hundred deviations away.)
     */
    TIMM,
    /** As torchvision's MobileNets: convolutions as its ResNets, but their biases 0. */
    MOBILENET,
    /**
     * As torchvision's ConvNeXts: convolutions and linear layers normal with deviation 0.02, biases 0. (torchvision cuts this
     * normal at -2 and 2.)
     */
    CONVNEXT;

    private static final FirstValues SMALL = new FirstValues.Normal(0.02);
    private static final FirstValues ZERO = new FirstValues.Constant(0);

    /** @param inputs of an output */
    FirstValues convolutionWeight(int inputs) {
        return switch (this) {
            case TORCHVISION, MOBILENET -> new FirstValues.ByRole();
            case TIMM -> new FirstValues.Uniform(1 / Math.sqrt(inputs));
            case CONVNEXT -> SMALL;
        };
    }

    /** @param inputs of an output */
    FirstValues convolutionBias(int inputs) {
        return this == MOBILENET || this == CONVNEXT ? ZERO : convolutionWeight(inputs);
    }

    FirstValues linearWeight() {
        return this == TIMM || this == CONVNEXT ? SMALL : new FirstValues.ByRole();
    }

    FirstValues linearBias() {
        return this == TIMM || this == CONVNEXT ? ZERO : new FirstValues.ByRole();
    }
}
