package org.s2r2.testkit.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;
import org.s2r2.testkit.sample.Samples;

/** What every backbone of layers keeps, by the reference interpreter. A test class extends it and says which backbone. */
public abstract class BackboneContract {

    private static final int IMAGES = 3;

    /** The factory that a module binds. */
    protected abstract BackboneFactory factory();

    /** Settings of a small backbone. */
    protected Map<String, Object> settings() {
        return Map.of();
    }

    /** Height and width of images that it takes. */
    protected int size() {
        return 16;
    }

    private Backbone backbone() {
        Settings settings = Settings.of("encoder", settings());
        Backbone backbone = factory().create(settings);
        settings.rejectUnread();
        return backbone;
    }

    private Encoder encoder() {
        return new ProjectionHead(1, 1, 4, false).on(backbone());
    }

    @Test
    protected void parametersHaveNamesOfTheirOwnThatNoHeadAndNoObjectiveHas() {
        assertThat(backbone().layer().parameters())
                .extracting(Parameter::name)
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.startsWith("head.") || name.startsWith("objective."));
        assertThat(backbone().layer().parameters()).anyMatch(Parameter::trainable);
        assertThat(backbone().name()).isNotBlank();
    }

    @Test
    protected void featuresAreFiniteOfTheLengthThatItSaysAndDifferFromImageToImage() {
        Encoder encoder = encoder();
        double[] values = features(encoder, Initializer.initialise(encoder, 1));
        assertThat(values).hasSize(IMAGES * encoder.featureDim());
        assertThat(Arrays.stream(values).allMatch(Double::isFinite)).isTrue();
        double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        boolean differ = false;
        for (int i = 0; i < encoder.featureDim(); i++) {
            differ |= Math.abs(values[i] - values[encoder.featureDim() + i]) > 1e-6 * largest;
        }
        assertThat(differ).as("the features of two images differ").isTrue();
    }

    @Test
    protected void madeTwiceItIsTheSame() {
        Encoder first = encoder();
        Encoder second = encoder();
        assertThat(shapes(second)).isEqualTo(shapes(first));
        assertThat(features(second, Initializer.initialise(second, 3)))
                .containsExactly(features(first, Initializer.initialise(first, 3)));
    }

    private static List<String> shapes(Encoder encoder) {
        return encoder.parameters().stream()
                .map(parameter -> parameter.name() + " " + Arrays.toString(parameter.shape()) + " " + parameter.role())
                .toList();
    }

    private double[] features(Encoder encoder, Map<String, HostArray> weights) {
        FloatBuffer pixels = Samples.pixels(IMAGES, size(), 5);
        double[] values = new double[IMAGES * 3 * size() * size()];
        Arrays.setAll(values, pixels::get);
        Values images = new Values(new int[] {IMAGES, 3, size(), size()}, values);
        return new ReferenceNetwork(weights).forward(encoder.backbone(), images, false).values();
    }
}
