package org.s2r2.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.BatchAp;
import org.s2r2.view.ViewLayout;

class BatchFiguresTest {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(5, 3);
    private static final int DIM = 4;

    private static float[] unitRows() {
        Random random = new Random(1);
        float[] rows = new float[LAYOUT.rows() * DIM];
        for (int row = 0; row < LAYOUT.rows(); row++) {
            double squares = 0;
            for (int d = 0; d < DIM; d++) {
                rows[row * DIM + d] = (float) random.nextGaussian();
                squares += rows[row * DIM + d] * rows[row * DIM + d];
            }
            for (int d = 0; d < DIM; d++) {
                rows[row * DIM + d] /= (float) Math.sqrt(squares);
            }
        }
        return rows;
    }

    private static Map<String, Double> measured(float[] rows, boolean unit) {
        List<TrainingEvent> events = new ArrayList<>();
        new BatchFigures(1, 1, unit, Tally.NONE, List.of(events::add)).on(new TrainingEvent.StepDone(
                1, 1, 0.5, 0.1, 1, 0, LAYOUT, rows::clone, Map.of()));
        return ((TrainingEvent.StepDone) events.get(0)).figures();
    }

    @Test
    void figuresAreOfCosinesWhateverTheLengthsOfRows() {
        float[] unit = unitRows();
        float[] scaled = unit.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 1 + 7 * (i / DIM % 4);
        }
        Map<String, Double> expected = measured(unit, true);
        assertThat(expected).containsEntry(BatchFigures.BATCH_AP, BatchAp.of(unit, LAYOUT));
        Map<String, Double> found = measured(scaled, false);
        assertThat(found.get(BatchFigures.BATCH_AP)).isCloseTo(expected.get(BatchFigures.BATCH_AP), within(1e-12));
        assertThat(found.get(BatchFigures.SPREAD)).isCloseTo(expected.get(BatchFigures.SPREAD), within(1e-6));
        assertThat(measured(scaled, true).get(BatchFigures.BATCH_AP))
                .isNotCloseTo(expected.get(BatchFigures.BATCH_AP), within(1e-3));
    }

    @Test
    void aRowOfZerosHasNoDirectionAndBreaksNothing() {
        assertThat(measured(new float[LAYOUT.rows() * DIM], false).get(BatchFigures.SPREAD)).isFinite();
    }
}
