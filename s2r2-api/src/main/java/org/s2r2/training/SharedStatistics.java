package org.s2r2.training;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.tensor.HostArray;

/**
 * The running statistics of workers that have each passed their own images forward. They become those of one process that
 * has passed the images of all forward, worker after worker. With a the part of the old statistics r that is left after
 * the passes of one worker, and r_i what worker i has of them, that is
 *
 * <pre>a^W r + sum over i of a^(W-1-i) (r_i - a r)</pre>
 *
 * where a = (1 - momentum)^passes. Of a module that keeps its statistics itself ({@link Layer.Foreign}) nobody knows the
 * momentum: they become the mean of the workers', r + (sum over i of (r_i - r)) / W.
 */
final class SharedStatistics {

    private final Collective collective;
    private final Map<String, Double> momenta = new HashMap<>();

    SharedStatistics(Collective collective, Encoder encoder) {
        this.collective = collective;
        Stream.of(encoder.backbone(), encoder.head(), encoder.predictor())
                .flatMap(Layer::tree)
                .filter(Layer.BatchNorm.class::isInstance)
                .map(Layer.BatchNorm.class::cast)
                .forEach(norm -> norm.parameters().forEach(parameter -> momenta.put(parameter.name(), norm.momentum())));
    }

    /**
     * Brings the statistics of all workers together.
     *
     * @param before those that all workers had before their passes
     * @param passes how often each batch norm has tracked statistics since
     */
    void combine(EncoderModel model, RunningStatistics before, int passes) {
        RunningStatistics after = RunningStatistics.of(model);
        float[] moved = new float[before.size()];
        int next = 0;
        for (Map.Entry<String, HostArray> entry : before.values().entrySet()) {
            String name = entry.getKey();
            double left = left(name, passes);
            double weight = momenta.containsKey(name)
                    ? Math.pow(left, collective.size() - 1.0 - collective.rank())
                    : 1.0 / collective.size();
            float[] old = entry.getValue().values();
            float[] own = Objects.requireNonNull(after.values().get(name)).values();
            for (int i = 0; i < own.length; i++) {
                moved[next++] = (float) (weight * (own[i] - left * old[i]));
            }
        }
        collective.sum(moved);
        next = 0;
        for (Map.Entry<String, HostArray> entry : before.values().entrySet()) {
            double left = Math.pow(left(entry.getKey(), passes), collective.size());
            float[] old = entry.getValue().values();
            float[] combined = new float[old.length];
            for (int i = 0; i < combined.length; i++) {
                combined[i] = (float) (left * old[i] + moved[next++]);
            }
            model.setWeight(entry.getKey(), new HostArray(entry.getValue().shape(), combined));
        }
    }

    /** The part of old statistics that is left after the passes of one worker. */
    private double left(String name, int passes) {
        Double momentum = momenta.get(name);
        return momentum == null ? 1 : Math.pow(1 - momentum, passes);
    }
}
