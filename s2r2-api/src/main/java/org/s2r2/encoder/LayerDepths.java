package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How deep each parameter of a backbone lies, and what a learning rate that decays with the distance from the end is there.
 * Blocks are what parameter names number: {@code layer2.1.conv1.weight} is of the block {@code layer2.1}, {@code
 * blocks.3.attn.qkv.weight} of {@code blocks.3}. What comes before the first of B blocks has depth 0, the blocks have the
 * depths 1 to B in their order, and what comes behind the last one, the head included, has depth B + 1. These are timm's groups
 * of a vision transformer.
 */
public final class LayerDepths {

    private static final Pattern BLOCK = Pattern.compile("[^.]+(?:\\.\\d+)+(?=\\.)");

    private LayerDepths() {}

    /**
     * decay to the power of B + 1 - depth for each trainable parameter of the backbone; all others have the factor 1.
     *
     * @param decay from above 0 to 1
     */
    public static Map<String, Double> factors(Encoder encoder, double decay) {
        List<Parameter> parameters = encoder.backbone().parameters();
        List<String> blocks = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < parameters.size(); i++) {
            String block = block(parameters.get(i).name());
            if (!block.isEmpty()) {
                last = i;
                if (!blocks.contains(block)) {
                    blocks.add(block);
                }
            }
        }
        Map<String, Double> factors = new LinkedHashMap<>();
        int depth = 0;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            String block = block(parameter.name());
            depth = i > last ? blocks.size() + 1 : block.isEmpty() ? depth : blocks.indexOf(block) + 1;
            if (parameter.trainable()) {
                factors.put(parameter.name(), Math.pow(decay, blocks.size() + 1.0 - depth));
            }
        }
        return factors;
    }

    private static String block(String parameter) {
        Matcher block = BLOCK.matcher(parameter);
        return block.lookingAt() ? block.group() : "";
    }
}
