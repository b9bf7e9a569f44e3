package org.s2r2.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How deep each parameter of a backbone lies, and what a learning rate that decays with the distance from the end is there.
 * Blocks are what parameter names number: {@code layer2.1.conv1.weight} is of the block {@code layer2.1}, {@code
 * blocks.3.attn.qkv.weight} of {@code blocks.3}. Where a number is that of a single layer, as in {@code features.0.1.weight},
 * the layers numbered beside it are one block, {@code features.0}. What comes before the first of B blocks has depth 0, the
 * blocks have the depths 1 to B in their order, and what comes behind the last one, the head included, has depth B + 1. Of a
 * vision transformer these are the groups of BEiT (Bao et al., ICLR 2022).
 */
public final class LayerDepths {

    private static final Pattern NUMBERED = Pattern.compile("(?:[^.]+\\.)*?[^.]+(?:\\.\\d+)+(?=\\.)");

    private LayerDepths() {}

    /**
     * decay to the power of B + 1 - depth for each trainable parameter of the backbone; all others have the factor 1.
     *
     * @param decay from above 0 to 1
     * @throws IllegalArgumentException if names number no blocks
     */
    public static Map<String, Double> factors(Encoder encoder, double decay) {
        List<Parameter> parameters = encoder.backbone().parameters();
        Set<String> whole = parameters.stream()
                .map(Parameter::name)
                .filter(name -> name.indexOf('.', numbered(name).length() + 1) > 0)
                .map(LayerDepths::numbered)
                .collect(Collectors.toSet());
        List<String> blocks = parameters.stream()
                .map(parameter -> block(parameter.name(), whole))
                .filter(block -> !block.isEmpty())
                .distinct()
                .toList();
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("the parameters of " + encoder.name() + " number no blocks");
        }
        Map<String, Double> factors = new LinkedHashMap<>();
        int depth = 0;
        for (Parameter parameter : parameters) {
            String block = block(parameter.name(), whole);
            if (!block.isEmpty()) {
                depth = blocks.indexOf(block) + 1;
            } else if (depth == blocks.size()) {
                depth++;
            }
            if (parameter.trainable()) {
                factors.put(parameter.name(), Math.pow(decay, blocks.size() + 1.0 - depth));
            }
        }
        return factors;
    }

    /** The block that a parameter is of; empty for none. */
    private static String block(String parameter, Set<String> whole) {
        String numbered = numbered(parameter);
        return whole.contains(numbered) ? numbered : numbered(numbered);
    }

    /** A name up to the first numbers in it that something comes behind; empty where there are none. */
    private static String numbered(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.lookingAt() ? matcher.group() : "";
    }
}
