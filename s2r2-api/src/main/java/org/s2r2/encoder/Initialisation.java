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
    TIMM;

    /** @param inputs of an output */
    FirstValues convolution(int inputs) {
        return this == TORCHVISION ? new FirstValues.ByRole() : new FirstValues.Uniform(1 / Math.sqrt(inputs));
    }

    FirstValues linearWeight() {
        return this == TORCHVISION ? new FirstValues.ByRole() : new FirstValues.Normal(0.02);
    }

    FirstValues linearBias() {
        return this == TORCHVISION ? new FirstValues.ByRole() : new FirstValues.Normal(0);
    }
}
