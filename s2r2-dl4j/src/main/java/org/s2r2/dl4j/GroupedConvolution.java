package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.dl4j.Operations.Window;
import org.s2r2.encoder.Layer;

/**
 * Compiles convolutions with groups. Where every channel is a group they are computed in the host's memory, or by ND4J's own
 * operation in an accelerator's; else by one convolution for each group.
 */
final class GroupedConvolution {

    private final Program program;
    private final Layer.Conv2d conv;
    private final Window window;

    GroupedConvolution(Program program, Layer.Conv2d conv) {
        this.program = program;
        this.conv = conv;
        this.window = Window.square(conv.kernel(), conv.stride(), conv.padding());
    }

    Node compile(Value x) {
        if (conv.groups() == conv.in() && conv.in() == conv.out()) {
            return Nd4j.getEnvironment().isCPU() ? onHost(x) : depthwise(x);
        }
        return groups(x);
    }

    private Node onHost(Value x) {
        long[] in = x.shape();
        HostDepthwise host = new HostDepthwise(conv.kernel(), window, in);
        INDArray weight = array(".weight", false);
        Value y = program.activation(window.of(in));
        program.forward().add(host.forward(x.array(), weight, conv.bias() ? array(".bias", false) : null, y.array()));
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = inputWanted ? program.lease(in) : null;
            program.backward().add(host.backward(
                    x.array(), weight, gradient.array(), inputWanted ? dx.array() : null, array(".weight", true)));
            if (conv.bias()) {
                program.backward().columnSums(gradient.array(), 1, array(".bias", true));
            }
            program.release(gradient);
            return dx;
        });
    }

    private Node depthwise(Value x) {
        long[] in = x.shape();
        Value y = program.activation(window.of(in));
        List<INDArray> inputs = new ArrayList<>(List.of(x.array(), kernels(program.weights().array(conv.name() + ".weight"))));
        if (conv.bias()) {
            inputs.add(program.weights().array(conv.name() + ".bias"));
        }
        program.forward().depthwiseConvolution(inputs, window, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = program.lease(in);
            List<INDArray> gradients =
                    new ArrayList<>(List.of(dx.array(), kernels(program.weights().passGradient(conv.name() + ".weight"))));
            if (conv.bias()) {
                gradients.add(program.weights().passGradient(conv.name() + ".bias"));
            }
            inputs.add(gradient.array());
            program.backward().depthwiseConvolutionBackward(inputs, window, gradients);
            program.release(gradient);
            return program.wanted(dx, inputWanted);
        });
    }

    /** [C, 1, kernel, kernel] as ND4J's [1, C, kernel, kernel]. */
    private INDArray kernels(INDArray weight) {
        return Pool.shaped(weight, weight.offset(), 1, conv.in(), conv.kernel(), conv.kernel());
    }

    private Node groups(Value x) {
        long[] in = x.shape();
        int partIn = conv.in() / conv.groups();
        int partOut = conv.out() / conv.groups();
        Value y = program.activation(window.of(in, conv.out()));
        List<List<INDArray>> inputs = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        List<Value> parts = new ArrayList<>();
        for (int group = 0; group < conv.groups(); group++) {
            Value part = program.activation(in[0], in[1], in[2], partIn);
            Value output = program.lease(window.of(in, partOut));
            program.forward().slice(x.array(), new long[] {0, 0, 0, (long) group * partIn}, part.array());
            List<INDArray> ofGroup = new ArrayList<>(List.of(part.array()));
            ofGroup.addAll(weights(group, false));
            program.forward().convolution(ofGroup, window, output.array());
            inputs.add(ofGroup);
            outputs.add(output);
            parts.add(part);
        }
        program.forward().join(outputs.stream().map(Value::array).toList(), 3, y.array());
        outputs.forEach(program::release);
        parts.forEach(program::release);
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = program.lease(in);
            List<Value> gradients = new ArrayList<>();
            for (int group = 0; group < conv.groups(); group++) {
                Value part = program.lease(window.of(in, partOut));
                program.backward().slice(gradient.array(), new long[] {0, 0, 0, (long) group * partOut}, part.array());
                Value partGradient = program.lease(in[0], in[1], in[2], partIn);
                inputs.get(group).add(part.array());
                List<INDArray> ofGroup = new ArrayList<>(List.of(partGradient.array()));
                ofGroup.addAll(weights(group, true));
                program.backward().convolutionBackward(inputs.get(group), window, ofGroup);
                program.release(part);
                gradients.add(partGradient);
            }
            program.backward().join(gradients.stream().map(Value::array).toList(), 3, dx.array());
            gradients.forEach(program::release);
            program.release(gradient);
            return program.wanted(dx, inputWanted);
        });
    }

    /** The part of a group in weight and bias, or where their gradients are written. */
    private List<INDArray> weights(int group, boolean gradients) {
        int partIn = conv.in() / conv.groups();
        int partOut = conv.out() / conv.groups();
        long size = (long) partOut * partIn * conv.kernel() * conv.kernel();
        INDArray weight = array(".weight", gradients);
        List<INDArray> found = new ArrayList<>();
        found.add(Pool.shaped(weight, weight.offset() + group * size, partOut, partIn, conv.kernel(), conv.kernel()));
        if (conv.bias()) {
            INDArray bias = array(".bias", gradients);
            found.add(Pool.shaped(bias, bias.offset() + (long) group * partOut, partOut));
        }
        return found;
    }

    private INDArray array(String which, boolean gradients) {
        String name = conv.name() + which;
        return gradients ? program.weights().passGradient(name) : program.weights().array(name);
    }
}
