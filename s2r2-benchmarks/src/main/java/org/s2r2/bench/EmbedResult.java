package org.s2r2.bench;

/**
 * How fast an encoder embeds on a backend.
 *
 * @param name the backend's name, with {@code #2} behind it where it comes a second time
 * @param backend what the backend says of itself
 * @param imagesPerSecond over the rounds
 * @param ratio {@code imagesPerSecond} against the first backend's in the same round, over the rounds
 * @param size height and width of the images in pixels
 * @param norm root of the mean square of all values, which tells whether backends compute the same
 */
public record EmbedResult(
        String name, String backend, RoundStatistics imagesPerSecond, RoundStatistics ratio, int size, double norm) {}
