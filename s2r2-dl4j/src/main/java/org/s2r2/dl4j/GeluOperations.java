package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * GELU, y = x P(x), and its derivative. Exact, P is the normal distribution's cumulative probability (1 + erf(x / sqrt(2))) /
 * 2, and the derivative P(x) + x exp(-x^2 / 2) / sqrt(2 pi). By tanh, P(x) = (1 + t) / 2 with t = tanh(sqrt(2 / pi) (x +
 * a x^3)) and a = 0.044715, and the derivative is P(x) + x (1 - t^2) sqrt(1 / (2 pi)) (1 + 3 a x^2).
 */
final class GeluOperations {

    private static final double A = 0.044715;

    private GeluOperations() {}

    /** @param derivative where the derivative goes, which may be where x is; null for none */
    static void add(Program program, boolean tanh, INDArray x, INDArray y, INDArray derivative) {
        if (!tanh && Nd4j.getEnvironment().isCPU()) {
            program.forward().add(new HostGelu(x, y, derivative));
        } else {
            addNative(program, tanh, x, y, derivative);
        }
    }

    /** The same, where memory may be an accelerator's. */
    static void addNative(Program program, boolean tanh, INDArray x, INDArray y, INDArray derivative) {
        Operations forward = program.forward();
        if (!tanh) {
            GatedActivation.add(program, x, y, derivative, (p, s) -> addExact(forward, x, p, s));
            return;
        }
        GatedActivation.add(program, x, y, derivative, (p, s) -> {
            Value square = program.lease(x.shape());
            addTanh(forward, x, p, s, square.array());
            program.release(square);
        });
    }

    /** p = P(x), s = P'(x). */
    private static void addExact(Operations forward, INDArray x, INDArray p, INDArray s) {
        Erf erf = new Erf(p, p);
        Exp exp = new Exp(s, s);
        forward.multiply(x, x, s);
        forward.add(() -> {
            p.assign(x).muli(Math.sqrt(0.5));
            Nd4j.exec(erf);
            p.addi(1).muli(0.5);
            s.muli(-0.5);
            Nd4j.exec(exp);
            s.muli(1 / Math.sqrt(2 * Math.PI));
        });
    }

    /** p = P(x), s = P'(x), with t^2 in {@code square}. */
    private static void addTanh(Operations forward, INDArray x, INDArray p, INDArray s, INDArray square) {
        forward.multiply(x, x, s);
        forward.add(() -> p.assign(s).muli(A).addi(1));
        forward.multiply(p, x, p);
        forward.scale(p, Math.sqrt(2 / Math.PI));
        forward.tanh(p);
        forward.add(() -> s.muli(3 * A).addi(1).muli(Math.sqrt(0.5 / Math.PI)));
        forward.multiply(p, p, square);
        forward.multiply(square, s, square);
        forward.subtract(s, square, s);
        forward.add(() -> p.addi(1).muli(0.5));
    }
}
