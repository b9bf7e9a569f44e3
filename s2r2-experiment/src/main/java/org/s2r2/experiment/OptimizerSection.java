package org.s2r2.experiment;

import java.util.List;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.settings.Settings;

/**
 * The {@code optimizer} section of an experiment.
 *
 * @param spec the update rule
 * @param learningRate the schedule's peak
 */
record OptimizerSection(OptimizerSpec spec, double learningRate) {

    static OptimizerSection read(Settings settings) {
        String name = settings.choice("name", "sgd", List.of("sgd", "adamw", "lars"));
        return switch (name) {
            case "sgd" -> new OptimizerSection(
                    new OptimizerSpec.Sgd(
                            settings.number("momentum", 0.9, 0, 0.9999),
                            settings.flag("nesterov", false),
                            settings.number("weightDecay", 1e-4, 0, 1)),
                    learningRate(settings, 0.1));
            case "adamw" -> new OptimizerSection(
                    new OptimizerSpec.AdamW(
                            settings.number("beta1", 0.9, 0, 0.9999),
                            settings.number("beta2", 0.999, 0, 0.999999),
                            settings.number("epsilon", 1e-8, 1e-16, 1),
                            settings.number("weightDecay", 0.01, 0, 1)),
                    learningRate(settings, 1e-3));
            default -> new OptimizerSection(
                    new OptimizerSpec.Lars(
                            settings.number("momentum", 0.9, 0, 0.9999),
                            settings.number("trust", 1e-3, 1e-6, 1),
                            settings.number("weightDecay", 1e-6, 0, 1)),
                    learningRate(settings, 0.3));
        };
    }

    private static double learningRate(Settings settings, double defaultValue) {
        return settings.number("learningRate", defaultValue, 1e-9, 1000);
    }
}
