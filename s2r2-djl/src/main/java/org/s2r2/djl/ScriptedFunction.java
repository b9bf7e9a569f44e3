package org.s2r2.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A few lines of TorchScript, for operations of libtorch that DJL does not pass on. Autograd sees through them. */
final class ScriptedFunction {

    /** The pickled instance of a class without attributes. */
    private static final String INSTANCE = "\u0080\u0002c__torch__\nFunction\n)\u0081}b.";

    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private final PtSymbolBlock block;

    /**
     * @param manager owns the code
     * @param body lines that compute with the tensor {@code x}, of which the last returns a tensor
     */
    ScriptedFunction(NDManager manager, String... body) {
        String code = String.format(Locale.ROOT, """
                class Function(Module):
                  __parameters__ = []
                  __buffers__ = []
                  def forward(self: __torch__.Function,
                    x: Tensor) -> Tensor:
                    %s
                """, String.join("\n    ", body));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("function/data.pkl", INSTANCE.getBytes(StandardCharsets.ISO_8859_1));
        entries.put("function/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        entries.put("function/constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
        entries.put("function/version", "10\n".getBytes(StandardCharsets.UTF_8));
        try {
            block = JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(BindingCode.zip(entries)), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read from memory", e);
        }
    }

    /** The function of an array, in its manager. */
    PtNDArray apply(PtNDArray x) {
        // See ScriptedLayer.
        JniUtils.setGraphExecutorOptimize(false);
        return (PtNDArray) IValueUtils.forward(block, new NDList(x), true).get(0);
    }
}
