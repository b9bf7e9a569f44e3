package com.example.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.encoder.BackboneContract;

class PlainCnnTest extends BackboneContract {

    @Override
    protected BackboneFactory factory() {
        return PlainCnn::from;
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("width", 4);
    }

    /** Of each stage 9 x in x out weights of the convolution, and scale and shift for each of its channels. */
    @Test
    void hasAsManyWeightsAsItsEquationsSay() {
        Backbone backbone = PlainCnn.of(10);
        assertThat(backbone.featureDim()).isEqualTo(40);
        assertThat(backbone.layer().parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum())
                .isEqualTo(9 * (3 * 10 + 10 * 20 + 20 * 40) + 2 * (10 + 20 + 40));
    }

    @Test
    void refusesAWidthOfZero() {
        assertThatThrownBy(() -> PlainCnn.from(Settings.of("encoder", Map.of("width", 0))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("encoder: width: found 0, expected a whole number from 1 to 1024");
    }
}
