package org.s2r2.torchscript;

import java.util.Map;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.Layer;
import org.s2r2.settings.Settings;

/** A scripted module as the backbone of an experiment. */
public final class ScriptedBackbone {

    /** The name in experiment files. */
    public static final String NAME = "torchscript";

    private ScriptedBackbone() {}

    /**
     * Reads {@code model}, the file, {@code features}, the length of its output, and {@code sha256}, which is the file's
     * if absent.
     *
     * @throws org.s2r2.settings.InvalidInputException if the file cannot be used, or is another than {@code sha256} says
     */
    public static Backbone from(Settings settings) {
        ScriptedModule module = ScriptedModule.read(settings.requiredPath("model"));
        int features = settings.requiredInteger("features", 1, 65_536);
        String sha256 = settings.text("sha256", module.sha256());
        if (!sha256.equals(module.sha256())) {
            throw settings.invalid("sha256", sha256, module.sha256() + ", which is that of " + module
                    + ": the file is another than it was");
        }
        return new Backbone(NAME, new Layer.Foreign(module, features), features,
                Map.of("backbone", NAME, "model", module.file().toString(), "features", features, "sha256", sha256));
    }
}
