package org.s2r2.experiment;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Freezing;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Predictor;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.settings.Settings;

/** The {@code encoder} section of an experiment. */
final class EncoderSection {

    /** How much wider than an embedding a predictor is, if nothing else is said: 16 in the paper, of 256. */
    private static final int PREDICTOR_WIDTHS = 4;

    private EncoderSection() {}

    /** @param unitRows whether the objective takes unit rows */
    static Encoder read(Settings settings, Map<String, BackboneFactory> backbones, boolean unitRows) {
        // The order of reading is that of the keys in config.yaml, and with it decides the hash of a configuration.
        Settings head = settings.section("head");
        BackboneFactory backbone = settings.choice("backbone", "resnet20", backbones);
        Encoder encoder = head(head, backbone.create(settings), unitRows);
        requireOwnNames(settings, encoder);
        Optional<String> freeze = settings.optionalText("freeze");
        return freeze.isEmpty() ? encoder : Freezing.upTo(encoder, freeze.get()).orElseThrow(() -> settings.invalid(
                "freeze", freeze.get(), "the last layer to freeze, one of " + Freezing.names(encoder) + " or a block in it"));
    }

    /** A scripted module may have any names, those of the head and of the objective too. */
    private static void requireOwnNames(Settings settings, Encoder encoder) {
        Set<String> names = new HashSet<>();
        for (Parameter parameter : encoder.parameters()) {
            if (!names.add(parameter.name()) || parameter.name().startsWith("objective.")) {
                boolean scripted = settings.has("model");
                throw settings.invalid(scripted ? "model" : "backbone", settings.requiredText(scripted ? "model" : "backbone"),
                        "a module without a tensor named " + parameter.name()
                                + ", a name that the projection head or the objective has");
            }
        }
    }

    /** The file that the encoder starts from, where one is named; whether it is there is found out by reading it. */
    static Optional<Path> weights(Settings settings) {
        return settings.optionalPath("weights");
    }

    private static Encoder head(Settings settings, Backbone backbone, boolean unitRows) {
        ProjectionHead head = new ProjectionHead(
                        settings.integer("layers", 2, 1, 3),
                        settings.integer("hidden", backbone.featureDim(), 1, 65_536),
                        settings.integer("dim", 128, 1, 65_536),
                        settings.flag("outputNorm", false));
        boolean unit = settings.optionalFlag("unitRows", unitRows);
        Encoder encoder = head.on(backbone, unit);
        return settings.optionalSection("predictor")
                .map(predictor -> new Predictor(
                                predictor.integer("hidden", PREDICTOR_WIDTHS * head.dim(), 1, 65_536), unit)
                        .on(encoder))
                .orElse(encoder);
    }
}
