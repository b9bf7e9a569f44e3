package org.s2r2.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native operation bound to its arrays: prepared once, run at every step. On the CPU the preparation includes the
 * native call's context, which makes a call cost about a microsecond instead of 25.
 */
final class NativeOp implements Runnable, AutoCloseable {

    private final DynamicCustomOp op;
    private final OpContext context;

    private NativeOp(DynamicCustomOp op, OpContext context) {
        this.op = op;
        this.context = context;
    }

    static NativeOp of(String name, List<INDArray> inputs, List<INDArray> outputs, double[] numbers, long... integers) {
        INDArray[] in = inputs.toArray(INDArray[]::new);
        INDArray[] out = outputs.toArray(INDArray[]::new);
        DynamicCustomOp op = DynamicCustomOp.builder(name).addInputs(in).addOutputs(out).build();
        op.addTArgument(numbers);
        op.addIArgument(integers);
        // A context holds addresses, which the CUDA backend may change from call to call.
        return new NativeOp(op, Nd4j.getEnvironment().isCPU() ? context(in, out, numbers, integers) : null);
    }

    private static OpContext context(INDArray[] inputs, INDArray[] outputs, double[] numbers, long[] integers) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
        if (numbers.length > 0) {
            context.setTArguments(numbers);
        }
        if (integers.length > 0) {
            context.setIArguments(integers);
        }
        return context;
    }

    @Override
    public void run() {
        if (context == null) {
            Nd4j.exec(op);
        } else {
            Nd4j.exec(op, context);
        }
    }

    @Override
    public void close() {
        if (context != null) {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release the context of " + op.opName(), e);
            }
        }
    }
}
