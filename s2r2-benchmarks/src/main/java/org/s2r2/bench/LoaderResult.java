package org.s2r2.bench;

/**
 * How fast an experiment trains on views that are made on the same cores meanwhile.
 *
 * @param name the backend's name
 * @param backend what the backend says of itself
 * @param images what the dataset says of itself
 * @param fed views a second of training steps whose views the loader makes, over the rounds
 * @param alone the same of steps whose views were made before, with an idle loader
 * @param ratio {@code fed} against {@code alone} in the same round, over the rounds
 * @param waiting seconds that a step waited for its views, the median over all steps
 * @param fedStep seconds of a step without the wait, the median over all steps
 * @param aloneStep seconds of a step whose views were made before, the median over all steps
 */
public record LoaderResult(
        String name,
        String backend,
        String images,
        RoundStatistics fed,
        RoundStatistics alone,
        RoundStatistics ratio,
        double waiting,
        double fedStep,
        double aloneStep) {}
