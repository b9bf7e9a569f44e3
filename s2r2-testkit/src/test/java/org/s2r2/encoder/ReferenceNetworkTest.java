package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;

/** Expected values were worked out by hand. */
class ReferenceNetworkTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static final Values NINE =
            new Values(new int[] {1, 1, 3, 3}, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9});

    @Test
    void aConvolutionCorrelatesWithoutFlippingTheKernelAndPadsWithZeros() {
        ReferenceNetwork network = new ReferenceNetwork(
                Map.of("c.weight", array(new int[] {1, 1, 2, 2}, 1, 2, 3, 4), "c.bias", array(new int[] {1}, 0.5f)));
        Values valid = network.forward(new Layer.Conv2d("c", 1, 1, 2, 1, 0, true), NINE, false);
        assertThat(valid.shape()).containsExactly(1, 1, 2, 2);
        // 1*1 + 2*2 + 4*3 + 5*4 = 37, and so on, plus the bias.
        assertThat(valid.values()).containsExactly(37.5, 47.5, 67.5, 77.5);
        Values padded = network.forward(new Layer.Conv2d("c", 1, 1, 2, 2, 1, false), NINE, false);
        assertThat(padded.shape()).containsExactly(1, 1, 2, 2);
        assertThat(padded.values()).containsExactly(4, 3 * 2 + 4 * 3, 2 * 4 + 4 * 7, 5 + 2 * 6 + 3 * 8 + 4 * 9);
    }

    @Test
    void aConvolutionSumsOverInputChannels() {
        ReferenceNetwork network =
                new ReferenceNetwork(Map.of("c.weight", array(new int[] {2, 2, 1, 1}, 1, 10, 2, -1)));
        Values x = new Values(new int[] {1, 2, 1, 2}, new double[] {1, 2, 3, 4});
        Values y = network.forward(new Layer.Conv2d("c", 2, 2, 1, 1, 0, false), x, false);
        assertThat(y.values()).containsExactly(31, 42, -1, 0);
    }

    @Test
    void batchNormTrainsOnBiasedVarianceAndTracksTheUnbiasedOne() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of(
                "b.weight", array(new int[] {1}, 2),
                "b.bias", array(new int[] {1}, 1),
                "b.running_mean", array(new int[] {1}, 10),
                "b.running_var", array(new int[] {1}, 4)));
        Layer.BatchNorm norm = new Layer.BatchNorm("b", 1, 0.25, 0);
        Values x = new Values(new int[] {2, 1}, new double[] {1, 3});
        assertThat(network.forward(norm, x, false).values()).containsExactly(-8, -6);
        assertThat(network.forward(norm, x, true).values()).containsExactly(-1, 3);
        assertThat(network.weight("b.running_mean")).containsExactly(0.75 * 10 + 0.25 * 2);
        assertThat(network.weight("b.running_var")).containsExactly(0.75 * 4 + 0.25 * 2);
    }

    @Test
    void batchNormTakesTheStatisticsOfAChannelOverRowsAndPixels() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of(
                "b.weight", array(new int[] {2}, 1, 1),
                "b.bias", array(new int[] {2}, 0, 0),
                "b.running_mean", array(new int[] {2}, 0, 0),
                "b.running_var", array(new int[] {2}, 1, 1)));
        Values x = new Values(new int[] {2, 2, 1, 2}, new double[] {1, 1, 0, 4, 3, 3, 0, 4});
        assertThat(network.forward(new Layer.BatchNorm("b", 2, 1, 0), x, true).values())
                .containsExactly(-1, -1, -1, 1, 1, 1, -1, 1);
        assertThat(network.weight("b.running_mean")).containsExactly(2, 2);
        assertThat(network.weight("b.running_var")).containsExactly(new double[] {4.0 / 3, 16.0 / 3}, EXACT);
    }

    @Test
    void paddingOfAMaxPoolIsMinusInfinity() {
        Values negative = new Values(new int[] {1, 1, 2, 2}, new double[] {-1, -2, -3, -4});
        Values y = new ReferenceNetwork(Map.of()).forward(new Layer.MaxPool(3, 2, 1), negative, false);
        assertThat(y.shape()).containsExactly(1, 1, 1, 1);
        assertThat(y.values()).containsExactly(-1);
        Values windows = new ReferenceNetwork(Map.of()).forward(new Layer.MaxPool(2, 1, 0), NINE, false);
        assertThat(windows.values()).containsExactly(5, 6, 8, 9);
    }

    @Test
    void poolingLinearAndNormalisingGiveUnitRows() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of(
                "fc.weight", array(new int[] {2, 1}, 0.6f, -1), "fc.bias", array(new int[] {2}, 0, 1)));
        Layer layer = Layer.Sequential.of(
                new Layer.GlobalAvgPool(), new Layer.Linear("fc", 1, 2, true), new Layer.L2Normalize());
        // The mean is 5, then (3, -4), then divided by 5.
        assertThat(network.forward(layer, NINE, false).values())
                .containsExactly(new double[] {0.6, -0.8}, within(1e-7));
    }

    @Test
    void rowsThatAreNoLongerThanEpsilonHaveNoDirection() {
        Values x = new Values(new int[] {2, 2}, new double[] {0, 0, 0.03, 0.04});
        assertThat(new ReferenceNetwork(Map.of()).forward(new Layer.L2Normalize(0.1), x, false).values())
                .containsExactly(new double[] {0, 0, 0, 0}, EXACT);
    }

    @Test
    void aResidualAddsItsInputOrItsShortcut() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of("fc.weight", array(new int[] {1, 1}, 3)));
        Layer.Linear triple = new Layer.Linear("fc", 1, 1, false);
        Values x = new Values(new int[] {2, 1}, new double[] {-2, 1});
        assertThat(network.forward(new Layer.Residual(new Layer.Relu(), Optional.empty()), x, false).values())
                .containsExactly(-2, 2);
        assertThat(network.forward(new Layer.Residual(new Layer.Relu(), Optional.of(triple)), x, false).values())
                .containsExactly(-6, 4);
    }

    @Test
    void groupsSeeTheirOwnChannelsAlone() {
        ReferenceNetwork network =
                new ReferenceNetwork(Map.of("c.weight", array(new int[] {4, 1, 1, 1}, 1, 10, 100, 1000)));
        Values x = new Values(new int[] {1, 2, 1, 2}, new double[] {1, 2, 3, 4});
        Layer.Conv2d grouped = new Layer.Conv2d("c", 2, 4, 1, 1, 0, 2, false, Initialisation.TORCHVISION);
        assertThat(network.forward(grouped, x, false).values()).containsExactly(1, 2, 10, 20, 300, 400, 3000, 4000);
    }

    @Test
    void paddingOfAnAveragePoolCountsAsZeros() {
        Values padded = new ReferenceNetwork(Map.of()).forward(new Layer.AvgPool(3, 2, 1), NINE, false);
        assertThat(padded.shape()).containsExactly(1, 1, 2, 2);
        assertThat(padded.values())
                .containsExactly(new double[] {12 / 9.0, 16 / 9.0, 24 / 9.0, 28 / 9.0}, EXACT);
        Values whole = new ReferenceNetwork(Map.of()).forward(new Layer.AvgPool(2, 2, 0), NINE, false);
        assertThat(whole.values()).containsExactly(3);
    }

    /** Windows of PyTorch: rows 0 to 1 and 1 to 2 of three. */
    @Test
    void windowsOfAnAdaptivePoolCoverTheImageAndMayOverlap() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of());
        assertThat(network.forward(new Layer.AdaptiveAvgPool(2), NINE, false).values()).containsExactly(3, 4, 6, 7);
        assertThat(network.forward(new Layer.AdaptiveAvgPool(1), NINE, false).shape()).containsExactly(1, 1, 1, 1);
        Values one = new Values(new int[] {1, 1, 1, 1}, new double[] {7});
        assertThat(network.forward(new Layer.AdaptiveAvgPool(2), one, false).values()).containsExactly(7, 7, 7, 7);
    }

    @Test
    void hardFunctionsAreStraightBetweenMinusThreeAndThree() {
        Values x = new Values(new int[] {1, 5}, new double[] {-4, -1.5, 0, 1.5, 4});
        ReferenceNetwork network = new ReferenceNetwork(Map.of());
        assertThat(network.forward(new Layer.Hardsigmoid(), x, false).values()).containsExactly(0, 0.25, 0.5, 0.75, 1);
        assertThat(network.forward(new Layer.Hardswish(), x, false).values())
                .containsExactly(new double[] {0, -0.375, 0, 1.125, 4}, EXACT);
    }

    @Test
    void factorsMultiplyWholeChannels() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of("scale", array(new int[] {2, 1, 1}, 2, -1)));
        Values x = new Values(new int[] {2, 2, 1, 2}, new double[] {1, 3, 5, 7, 2, 4, 6, 8});
        assertThat(network.forward(new Layer.LayerScale("scale", 2, 1), x, false).values())
                .containsExactly(2, 6, -5, -7, 4, 8, -6, -8);
        assertThat(network.forward(new Layer.ChannelGate(new Layer.AdaptiveAvgPool(1)), x, false).values())
                .containsExactly(2, 6, 30, 42, 6, 12, 42, 56);
    }

    @Test
    void aLayerOfFeaturesTakesThoseOfEachPixel() {
        ReferenceNetwork network = new ReferenceNetwork(Map.of(
                "fc.weight", array(new int[] {1, 2}, 10, 1),
                "n.weight", array(new int[] {2}, 1, 2), "n.bias", array(new int[] {2}, 0, 1)));
        Values x = new Values(new int[] {1, 2, 1, 2}, new double[] {1, 2, 3, 6});
        Values sums = network.forward(new Layer.Linear("fc", 2, 1, false), x, false);
        assertThat(sums.shape()).containsExactly(1, 1, 1, 2);
        assertThat(sums.values()).containsExactly(13, 26);
        assertThat(network.forward(new Layer.LayerNorm("n", 2, 0), x, false).values())
                .containsExactly(new double[] {-1, -1, 3, 3}, EXACT);
    }

    private static HostArray array(int[] shape, float... values) {
        return new HostArray(shape, values);
    }
}
