package org.s2r2.experiment.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {

    /** From the table of critical values that textbooks and the NIST handbook (1.3.6.7.2) print, to 3 decimals. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 1, 12.706", "0.95, 2, 4.303", "0.95, 3, 3.182", "0.95, 4, 2.776", "0.95, 5, 2.571", "0.95, 6, 2.447",
        "0.95, 7, 2.365", "0.95, 8, 2.306", "0.95, 9, 2.262", "0.95, 10, 2.228", "0.95, 15, 2.131", "0.95, 20, 2.086",
        "0.95, 29, 2.045", "0.95, 30, 2.042", "0.95, 100, 1.984", "0.9, 1, 6.314", "0.9, 2, 2.920", "0.9, 30, 1.697",
        "0.99, 1, 63.657", "0.99, 2, 9.925", "0.99, 3, 5.841", "0.99, 10, 3.169", "0.99, 30, 2.750"
    })
    void quantilesArePublishedOnes(double probability, int degrees, double published) {
        assertThat(StudentT.twoSided(probability, degrees)).isCloseTo(published, within(5.1e-4));
    }

    @Test
    void oneAndTwoDegreesHaveClosedForms() {
        assertThat(StudentT.twoSided(0.95, 1)).isCloseTo(Math.tan(Math.PI * 0.95 / 2), within(1e-9));
        assertThat(StudentT.twoSided(0.95, 2)).isCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95)), within(1e-9));
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        assertThatThrownBy(() -> StudentT.twoSided(1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StudentT.twoSided(0.95, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
