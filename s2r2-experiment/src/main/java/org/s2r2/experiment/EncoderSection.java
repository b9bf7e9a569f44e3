package org.s2r2.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets.Stem;
import org.s2r2.encoder.ResNets;
import org.s2r2.settings.Settings;
import org.s2r2.torchscript.ScriptedModule;

/** The {@code encoder} section of an experiment. */
final class EncoderSection {

    private static final List<Integer> CIFAR_DEPTHS = List.of(8, 14, 20, 26, 32, 44, 56, 110);

    private EncoderSection() {}

    static Encoder read(Settings settings) {
        Encoder encoder = head(settings.section("head"), backbone(settings));
        requireOwnNames(settings, encoder);
        return encoder;
    }

    /** A scripted module may have any names, those of the head and of the objective too. */
    private static void requireOwnNames(Settings settings, Encoder encoder) {
        Set<String> names = new HashSet<>();
        for (Parameter parameter : encoder.parameters()) {
            if (!names.add(parameter.name()) || parameter.name().startsWith("objective.")) {
                throw settings.invalid("model", settings.requiredText("model"), "a module without a tensor named "
                        + parameter.name() + ", a name that the projection head or the objective has");
            }
        }
    }

    /** The file that the encoder starts from, where one is named; whether it is there is found out by reading it. */
    static Optional<WeightsFile> weights(Settings settings) {
        return settings.optionalPath("weights").map(WeightsFile::new);
    }

    private static Backbone backbone(Settings settings) {
        List<String> names = new ArrayList<>(List.of("resnet18", "resnet34", "resnet50"));
        CIFAR_DEPTHS.forEach(depth -> names.add("resnet" + depth));
        names.add("torchscript");
        String name = settings.choice("backbone", "resnet20", names);
        return switch (name) {
            case "resnet18" -> ResNets.resnet18(settings.choice("stem", Stem.IMAGENET));
            case "resnet34" -> ResNets.resnet34(settings.choice("stem", Stem.IMAGENET));
            case "resnet50" -> ResNets.resnet50(settings.choice("stem", Stem.IMAGENET));
            case "torchscript" -> scripted(settings);
            default -> ResNets.cifar(
                    Integer.parseInt(name.substring("resnet".length())),
                    settings.integer("width", 16, 1, 1024),
                    settings.integer("stemStride", 1, 1, 2));
        };
    }

    private static Backbone scripted(Settings settings) {
        ScriptedModule module = ScriptedModule.read(settings.requiredPath("model"));
        int features = settings.requiredInteger("features", 1, 65_536);
        String sha256 = settings.text("sha256", module.sha256());
        if (!sha256.equals(module.sha256())) {
            throw settings.invalid("sha256", sha256, module.sha256() + ", which is that of " + module
                    + ": the file is another than it was");
        }
        return new Backbone("torchscript", new Layer.Foreign(module, features), features);
    }

    private static Encoder head(Settings settings, Backbone backbone) {
        return new ProjectionHead(
                        settings.integer("layers", 2, 1, 3),
                        settings.integer("hidden", backbone.featureDim(), 1, 65_536),
                        settings.integer("dim", 128, 1, 65_536),
                        settings.flag("outputNorm", false))
                .on(backbone);
    }
}
