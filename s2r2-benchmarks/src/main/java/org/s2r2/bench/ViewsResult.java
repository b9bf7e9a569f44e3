package org.s2r2.bench;

import java.util.Map;
import org.s2r2.data.augment.ViewMaker.Stage;

/**
 * How fast one thread makes views.
 *
 * @param name the case's
 * @param image the size of the image that the views are cut from, {@code WIDTHxHEIGHT}
 * @param perSecond views a second of the thread's CPU time, over the rounds
 * @param perSecondByClock views a second of the clock on the wall, over the rounds, which other processes disturb
 * @param stages the CPU time that each stage takes of a view on average, in microseconds
 */
public record ViewsResult(
        String name, String image, RoundStatistics perSecond, RoundStatistics perSecondByClock, Map<Stage, Double> stages) {

    public ViewsResult {
        stages = Map.copyOf(stages);
    }
}
