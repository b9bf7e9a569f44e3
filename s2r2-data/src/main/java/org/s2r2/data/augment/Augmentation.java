package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;

/**
 * A random change of a view's pixels. It is a pure function of the pixels and the stream of random numbers: what it did
 * before, the thread and the time decide nothing, so that runs can be repeated. One instance serves several threads at
 * once.
 */
public interface Augmentation {

    /**
     * Changes a view in place, or leaves it as it is.
     *
     * @param view its values are from 0 to 1, and stay so
     * @param random the view's own stream; later augmentations draw from where this one stops
     */
    void apply(Planes view, SplitMix64 random);
}
