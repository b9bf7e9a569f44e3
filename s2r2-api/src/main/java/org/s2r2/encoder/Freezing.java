package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Backbones of which the first layers are not trained. */
public final class Freezing {

    /** Names the whole backbone. */
    public static final String ALL = "all";

    private Freezing() {}

    /**
     * An encoder whose backbone is frozen from its first layer up to the last one of a name, that one included; see {@link
     * Layer.Frozen}.
     *
     * @param name of one of {@link #names}: {@code layer2} for all blocks {@code layer2.*}, or {@link #ALL}
     * @return empty if no layers of the backbone have the name, or only a part of a block
     */
    public static Optional<Encoder> upTo(Encoder encoder, String name) {
        List<Layer> layers = steps(encoder.backbone());
        int end = layers.size();
        if (!name.equals(ALL)) {
            while (end > 0 && layers.get(end - 1).parameters().stream().noneMatch(parameter -> belongs(parameter, name))) {
                end--;
            }
            if (end == 0 || !layers.get(end - 1).parameters().stream().allMatch(parameter -> belongs(parameter, name))) {
                return Optional.empty();
            }
        }
        List<Layer> parts = new ArrayList<>();
        parts.add(new Layer.Frozen(new Layer.Sequential(layers.subList(0, end))));
        parts.addAll(layers.subList(end, layers.size()));
        return Optional.of(new Encoder(encoder.name(), new Layer.Sequential(parts), encoder.featureDim(), encoder.head(),
                encoder.embeddingDim(), encoder.predictor()));
    }

    /** The names of a backbone's layers, as far as the first dot, in their order, and {@link #ALL}. */
    public static Set<String> names(Encoder encoder) {
        Set<String> names = new LinkedHashSet<>();
        encoder.backbone().parameters().forEach(parameter -> names.add(parameter.name().replaceFirst("\\..*", "")));
        names.add(ALL);
        return names;
    }

    private static List<Layer> steps(Layer backbone) {
        return backbone instanceof Layer.Sequential sequential ? sequential.layers() : List.of(backbone);
    }

    private static boolean belongs(Parameter parameter, String name) {
        return parameter.name().equals(name) || parameter.name().startsWith(name + ".");
    }
}
