package org.s2r2.encoder;

/**
 * The name, role and shape of one array of weights.
 *
 * @param name torchvision's or timm's dotted name, unique in the encoder
 * @param role what it is for
 * @param first how its first values are drawn
 * @param shape its axes, as in PyTorch
 */
public record Parameter(String name, Role role, FirstValues first, int... shape) {

    /** A parameter whose first values are those of its role. */
    public Parameter(String name, Role role, int... shape) {
        this(name, role, new FirstValues.ByRole(), shape);
    }

    /** The same parameter under another name. */
    public Parameter renamed(String other) {
        return new Parameter(other, role, first, shape);
    }

    /** What a parameter is for. */
    public enum Role {
        /** Of a convolution or a linear layer, the output channels first. */
        WEIGHT,
        /** Of a convolution or a linear layer, one for each output channel. */
        BIAS,
        /** What a batch norm, a layer norm or a layer scale multiplies by, one for each channel. */
        NORM_SCALE,
        /** What a batch norm or a layer norm adds, one for each channel. */
        NORM_SHIFT,
        /** A token of its own, or what is added to tokens for their places, the channels last. */
        EMBEDDING,
        /** The mean that a batch norm subtracts in evaluation mode, one for each channel. */
        RUNNING_MEAN,
        /** The variance that a batch norm divides by in evaluation mode, one for each channel. */
        RUNNING_VARIANCE,
        /** Of a layer that is frozen: its values stay as they are. */
        FROZEN,
        /** What a scripted module keeps beside its weights, or a weight of it that is not to be trained. */
        BUFFER
    }

    /** The same parameter of a layer that is frozen, with the same first values. */
    public Parameter frozen() {
        return new Parameter(name, Role.FROZEN, first instanceof FirstValues.ByRole ? new FirstValues.LikeRole(role) : first, shape);
    }

    /** Whether an optimiser changes it. */
    public boolean trainable() {
        return role != Role.FROZEN && !tracked();
    }

    /** Whether the forward pass in training may change it: running statistics and buffers. */
    public boolean tracked() {
        return role == Role.RUNNING_MEAN || role == Role.RUNNING_VARIANCE || role == Role.BUFFER;
    }

    /** The role by which its first values are drawn: its own, or that before it was frozen. */
    public Role drawnAs() {
        return first instanceof FirstValues.LikeRole like ? like.role() : role;
    }

    /**
     * Whether weight decay and LARS adaptation apply: to the weights of convolutions and linear layers, and not to
     * biases, batch norm, layer norm and layer scales (Chen et al., SimCLR, ICML 2020, section 2.2; You et al., LARS,
     * 2017), nor to class token and position embeddings (as in timm).
     */
    public boolean regularised() {
        return role == Role.WEIGHT;
    }

    /** The number of values, the product of the axes. */
    public int size() {
        int size = 1;
        for (int length : shape) {
            size = Math.multiplyExact(size, length);
        }
        return size;
    }
}
