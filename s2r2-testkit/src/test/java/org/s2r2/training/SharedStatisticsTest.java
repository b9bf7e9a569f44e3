package org.s2r2.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.testkit.collective.LocalCollectives;

/** Running statistics of workers, against what one process has that tracks the same values one after the other. */
class SharedStatisticsTest {

    private static final double MOMENTUM = 0.3;
    private static final List<String> NORM = List.of("norm.running_mean", "norm.running_var");
    private static final int FEATURES = 5;

    /** A module with statistics, a constant and a counter. */
    private record Module() implements ForeignModule {

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(new Parameter("module.mean", Role.BUFFER, FEATURES),
                    new Parameter("module.constant", Role.BUFFER, FEATURES),
                    new Parameter("module.batches", Role.BUFFER, FEATURES));
        }

        @Override
        public Map<String, HostArray> weights() {
            return Map.of();
        }
    }

    private static final Encoder ENCODER = new Encoder("test",
            Layer.Sequential.of(new Layer.Foreign(new Module(), FEATURES)), FEATURES,
            new Layer.Residual(new Layer.BatchNorm("norm", FEATURES, MOMENTUM, 1e-5), Optional.empty()), FEATURES);

    /** A model that has statistics and can do nothing but have them read and written. */
    private static EncoderModel model(Map<String, float[]> statistics) {
        return (EncoderModel) Proxy.newProxyInstance(SharedStatisticsTest.class.getClassLoader(),
                new Class<?>[] {EncoderModel.class}, (proxy, method, args) -> switch (method.getName()) {
                    case "encoder" -> ENCODER;
                    case "weight" -> HostTensorEngine.float32().tensor(statistics.get((String) args[0]), FEATURES);
                    case "setWeight" -> statistics.put((String) args[0], ((HostArray) args[1]).values());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static float[] values(long seed) {
        Random random = new Random(seed);
        float[] values = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            values[i] = (float) random.nextGaussian() * 10;
        }
        return values;
    }

    private static Map<String, float[]> first() {
        Map<String, float[]> first = new HashMap<>();
        NORM.forEach(name -> first.put(name, values(name.hashCode())));
        List.of("module.mean", "module.constant").forEach(name -> first.put(name, values(name.hashCode())));
        first.put("module.batches", new float[] {7, 7, 7, 7, 7});
        return first;
    }

    private static float[] tracked(int rank, int pass) {
        return values(100L * rank + pass);
    }

    private static double[] track(double[] running, int rank, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < FEATURES; i++) {
                running[i] = (1 - MOMENTUM) * running[i] + MOMENTUM * tracked(rank, pass)[i];
            }
        }
        return running;
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 3", "3, 1", "3, 2", "5, 4"})
    void theyAreThoseOfOneProcessAfterAllShares(int workers, int passes) {
        List<Map<String, float[]>> found = LocalCollectives.run(workers, collective -> {
            Map<String, float[]> own = first();
            EncoderModel model = model(own);
            RunningStatistics before = RunningStatistics.of(model);
            NORM.forEach(name -> own.put(name, narrow(track(wide(own.get(name)), collective.rank(), passes))));
            own.put("module.mean", tracked(collective.rank(), 0));
            own.get("module.batches")[2] += passes;
            new SharedStatistics(collective, ENCODER).combine(model, before, passes);
            return own;
        });
        for (Map<String, float[]> own : found) {
            for (String name : NORM) {
                double[] expected = wide(first().get(name));
                for (int rank = 0; rank < workers; rank++) {
                    track(expected, rank, passes);
                }
                assertThat(wide(own.get(name))).as(name).containsExactly(expected, within(1e-5));
            }
            double[] mean = new double[FEATURES];
            for (int rank = 0; rank < workers; rank++) {
                for (int i = 0; i < FEATURES; i++) {
                    mean[i] += (double) tracked(rank, 0)[i] / workers;
                }
            }
            assertThat(wide(own.get("module.mean"))).as("a module's statistics").containsExactly(mean, within(1e-5));
            assertThat(own.get("module.constant")).as("what no pass changes")
                    .containsExactly(first().get("module.constant"));
            assertThat(own.get("module.batches")[2]).as("a counter").isEqualTo(7 + passes);
            assertThat(own.get("module.mean")).containsExactly(found.get(0).get("module.mean"));
        }
    }
}
